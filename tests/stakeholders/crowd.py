"""One of many writers at once: what it does, and whether what it was told still stands."""

import random
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from stakeholders.membership import upsert_stakeholders
from stakeholders.models import EventKind, Preference, PreferenceEvent
from stakeholders.preferences import state, withdraw
from stakeholders.statements import Outcome, Report, Statement

Pair: TypeAlias = tuple[int, int]  # stakeholder and feature, as primary keys

WRITTEN: Final = (Outcome.CREATED, Outcome.CHANGED, Outcome.WITHDRAWN)


@dataclass
class Told:
    """What writers were told: how many lines were WRITTEN, and what STANDS where only one wrote.

    A pair stands at the stance stated last, or at none since it was withdrawn.
    """

    written: int = 0
    stands: dict[Pair, int | None] = field(default_factory=dict)


@dataclass
class Writer:
    """Speaks about FEATURES for PEOPLE, for whom nobody else speaks, and for the COMMON ones.

    TEAMS are where the common ones are moved to; BULK is how much is stated at once.
    """

    name: str
    features: Sequence[int]
    people: Sequence[int]
    common: Sequence[int] = ()
    teams: Sequence[int] = ()
    bulk: int = 40
    told: Told = field(default_factory=Told)

    def __post_init__(self) -> None:
        """Let the same writer do the same each time."""
        self.chance = random.Random(self.name)  # noqa: S311 -- a drill, not a secret
        self.rest: list[int] = []

    def speak(self) -> int:
        """State one preference of someone who has not spoken for long; tell how many."""
        if not self.rest:
            self.rest = self.chance.sample(self.people, len(self.people))
        return self._state([(self.rest.pop(), self.chance.choice(self.features))])

    def speak_upward(self) -> int:
        """State many, by feature."""
        return self._state(sorted(self._pick(), key=lambda pair: (pair[1], pair[0])))

    def speak_downward(self) -> int:
        """State many, by feature, last ones first."""
        return self._state(sorted(self._pick(), key=lambda pair: (-pair[1], -pair[0])))

    def speak_at_random(self) -> int:
        """State many, in no order."""
        return self._state(self._pick())

    def withdraw_and_speak(self) -> int:
        """State many, and withdraw one of them alone and half of them together."""
        pairs = self._pick()
        told = self._state(pairs)
        for gone in (pairs[:1], self.chance.sample(pairs, len(pairs) // 2)):
            report = withdraw(gone, actor=self.name)
            self._note(report, dict.fromkeys(gone))
            told += len(gone)
        return told

    def move(self) -> int:
        """Move one of the common people to some team, and speak for them."""
        person = self.chance.choice(self.common)
        upsert_stakeholders([{"id": person, "team": self.chance.choice(self.teams)}], actor="Ada")
        return self._state([(person, self.chance.choice(self.features))])

    def _pick(self) -> list[Pair]:
        """Pick as many pairs as are stated at once, none twice."""
        people = [*self.people, *self.common]
        wanted = min(self.bulk, len(people) * len(self.features))
        places = self.chance.sample(range(len(people) * len(self.features)), wanted)
        return [
            (people[place % len(people)], self.features[place // len(people)]) for place in places
        ]

    def _state(self, pairs: Sequence[Pair]) -> int:
        """State, about PAIRS, another stance than last time."""
        stances = {pair: self._choose(self.told.stands.get(pair)) for pair in pairs}
        statements = [
            Statement(stakeholder=person, feature=feature, stance=stance)
            for (person, feature), stance in stances.items()
        ]
        self._note(state(statements, actor=self.name), stances)
        return len(pairs)

    def _choose(self, last: int | None) -> int:
        """Choose a stance, but not LAST."""
        return self.chance.choice([stance for stance in range(-2, 3) if stance != last])

    def _note(self, report: Report, stances: dict[Pair, int] | dict[Pair, None]) -> None:
        """Keep what REPORT tells, and the STANCES of people for whom nobody else speaks."""
        self.told.written += sum(outcome in WRITTEN for outcome in report.outcomes)
        shared = set(self.common)
        mine = {pair: stance for pair, stance in stances.items() if pair[0] not in shared}
        self.told.stands.update(mine)


# What sixteen writers do who share a busy day, each over and over.
MIXED: Final[tuple[Callable[[Writer], int], ...]] = (
    *[Writer.speak] * 6,
    *[Writer.speak_upward, Writer.speak_downward, Writer.speak_at_random] * 2,
    *[Writer.withdraw_and_speak, Writer.move] * 2,
)


def find_losses(told: Collection[Told]) -> Iterator[str]:
    """Yield a line for each thing that writers were TOLD and that does not stand."""
    written, events = sum(one.written for one in told), PreferenceEvent.objects.count()
    if written != events:
        yield f"{written} were told to be written, {events} are in the history"
    stored = {
        (person, feature): stance
        for person, feature, stance in Preference.objects.values_list(
            "stakeholder", "feature", "stance"
        )
    }
    for one in told:
        for pair, stance in one.stands.items():
            if stored.get(pair) != stance:
                yield f"{pair}: told {stance}, but {stored.get(pair)} stands"
    history: dict[Pair, int | None] = {}
    lines = PreferenceEvent.objects.order_by("pk")
    for person, feature, stance, kind in lines.values_list(
        "stakeholder", "feature", "stance", "kind"
    ):
        history[person, feature] = stance if kind == EventKind.STATED else None
    for pair in history.keys() | stored.keys():
        if history.get(pair) != stored.get(pair):
            yield f"{pair}: {history.get(pair)} is its history, {stored.get(pair)} stands"
