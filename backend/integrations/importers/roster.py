"""Gathers whom and what a file names, before anything is written."""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, MutableSequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.importers.faults import Fault, Faults, quote
from stakeholders.models import GroupKind


@dataclass(slots=True)
class Mention:
    """A group, account, person or feature that a file names, and what the file says of it.

    ROW is where it was named first; PK is known once it is written, and stays empty when refused.
    """

    row: int
    facts: dict[str, object]
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the facts about one noun stand: in which file, and each in which column."""

    file: str
    columns: Mapping[str, str]

    def blame(self, mention: Mention, fact: str, message: str, faults: Faults) -> None:
        """Add to FAULTS what MESSAGE says of a FACT of MENTION."""
        column = self.columns.get(fact, fact)
        if fact == "name" and "name" not in mention.facts:
            column = self.columns["key"]  # the key served as the name
        faults.add(Fault(self.file, mention.row, column, message))


@dataclass(slots=True)
class Noun:
    """All that a file names of one kind, by key."""

    word: str  # in the plural, as the report says it
    origin: Origin
    mentions: dict[str, Mention] = field(default_factory=dict)
    spellings: dict[str, str] = field(default_factory=dict)  # the keys by their small letters

    def find_other_spelling(self, key: str) -> str | None:
        """Give how earlier rows write KEY, if only the capitals differ.

        People go by the ids of their tool, in which capitals may count.
        """
        known = self.spellings.get(key.lower(), key)
        return None if known == key or self.word == "people" else known

    def find_conflicts(self, key: str, facts: Mapping[str, object]) -> Iterator[tuple[str, str]]:
        """Yield column and message for each of FACTS that earlier rows contradict."""
        mention = self.mentions.get(key)
        if mention is None:
            return
        for fact, value in facts.items():
            known = mention.facts.get(fact, value)
            if known != value:
                column = self.origin.columns.get(fact, fact)
                told = _("earlier rows say %(value)s of %(key)s.")
                yield column, told % {"value": quote(str(known)), "key": quote(key)}

    def learn(self, key: str, facts: Mapping[str, object], *, row: int) -> None:
        """Keep FACTS about KEY, which no earlier row contradicts."""
        mention = self.mentions.get(key)
        if mention is None:
            mention = self.mentions[key] = Mention(row, {})
            self.spellings.setdefault(key.lower(), key)
        for fact, value in facts.items():
            mention.facts.setdefault(fact, value)

    def find(self, key: str) -> int | None:
        """Give the primary key that KEY was written under; none when it was refused."""
        mention = self.mentions.get(key)
        return mention.pk if mention else None


@dataclass(slots=True)
class Pairs:
    """Remembers who has spoken about what, in four bytes for each pair."""

    numbers: dict[str, int] = field(default_factory=dict)  # of the features, as they come
    spoken: defaultdict[str, MutableSequence[int]] = field(
        default_factory=lambda: defaultdict(lambda: array("I"))
    )

    def has(self, person: str, feature: str) -> bool:
        """Tell whether PERSON has already spoken about FEATURE."""
        return self.numbers.get(feature, -1) in self.spoken.get(person, ())

    def add(self, person: str, feature: str) -> None:
        """Remember that PERSON has spoken about FEATURE."""
        self.spoken[person].append(self.numbers.setdefault(feature, len(self.numbers)))


@dataclass(frozen=True, slots=True)
class Roster:
    """All whom and what a file names."""

    teams: Noun
    segments: Noun
    accounts: Noun
    people: Noun
    features: Noun

    @property
    def groups(self) -> tuple[tuple[GroupKind, Noun], ...]:
        """Give teams and segments with their kinds."""
        return (GroupKind.TEAM, self.teams), (GroupKind.SEGMENT, self.segments)


def build_roster(file: str, columns: Mapping[str, Mapping[str, str]]) -> Roster:
    """Make an empty roster for FILE, whose COLUMNS hold the facts about each noun."""
    return Roster(*(Noun(word, Origin(file, columns.get(word, {}))) for word in WORDS))


WORDS: Final = ("teams", "segments", "accounts", "people", "features")
