"""Finds out which texts name people or teams, so that customers are not told these."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from products.chunks import split
from products.naming import ERASED
from stakeholders.models import Group, GroupKind, Stakeholder

LONGEST: Final = 5  # words in a name
AROUND: Final = re.compile(r"^\W+|\W+$")  # what stands around a name in a sentence
OWNERS: Final = ("'s", "’s")  # noqa: RUF001 -- a typographic apostrophe


@dataclass(frozen=True, slots=True)
class Hush:
    """The NAMES of people and teams that texts hold; an empty one lets all texts pass."""

    names: frozenset[str] = field(default_factory=frozenset)

    def allows(self, *texts: str) -> bool:
        """Tell whether none of TEXTS names anybody."""
        return self.names.isdisjoint(_list_phrases(texts)) if self.names else True


def read_hush(texts: Iterable[str]) -> Hush:
    """Read which people and teams of the house and of its customers TEXTS name.

    A name is found as it is written in its row, in words of its own.
    """
    phrases = sorted(set(_list_phrases(texts)))
    names: set[str] = set()
    for some in split(phrases):
        names |= set(Stakeholder.objects.filter(name__in=some).values_list("name", flat=True))
        teams = Group.objects.filter(kind=GroupKind.TEAM, name__in=some)
        names |= set(teams.values_list("name", flat=True))
    return Hush(frozenset(names - {ERASED}))


def _list_phrases(texts: Iterable[str]) -> Iterator[str]:
    """Yield all that may be a name in TEXTS: a few words in a row, without what is around them."""
    for text in texts:
        words = text.split()
        for start in range(len(words)):
            for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
                phrase = " ".join(words[start:end])
                bare = AROUND.sub("", phrase)
                yield from (phrase, bare, *(bare.removesuffix(owner) for owner in OWNERS))
