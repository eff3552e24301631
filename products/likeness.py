"""Tells how alike names and summaries are, letter by letter and word by word, and says it in words.

In the active language; no database is asked.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

LEAST: Final = 70.0  # of 100; below it, two texts are alike by chance
CONTAINED: Final = 85.0  # what it counts that one name has all the words of the other
LIKE_WORD: Final = 85.0  # from here on, two words are forms of one
WORDS_AT_LEAST: Final = 2  # of a name, for it to say something within another
LETTERS_AT_LEAST: Final = 3  # of a word that is worth naming
NAMED_AT_MOST: Final = 5  # words that a reason names
# Words that say nothing of what a feature is, folded.
IDLE: Final = frozenset(
    [
        *("and", "are", "for", "from", "into", "not", "that", "the", "this", "with"),
        *("das", "der", "des", "die", "ein", "eine", "fur", "mit", "und", "von"),
    ]
)


@dataclass(slots=True)
class Marks:
    """How alike texts are to what they were compared with, by their places, of 100."""

    names: dict[int, float] = field(default_factory=dict)
    within: set[int] = field(default_factory=set)  # one name has all the words of the other
    summaries: dict[int, float] = field(default_factory=dict)

    def find_places(self) -> set[int]:
        """Give the places of all that is alike in any way."""
        return self.names.keys() | self.within | self.summaries.keys()

    def rate(self, place: int) -> tuple[float, float]:
        """Give the most that speaks for what stands at PLACE, and all of it."""
        marks = (
            self.names.get(place, 0.0),
            CONTAINED if place in self.within else 0.0,
            self.summaries.get(place, 0.0),
        )
        return max(marks), sum(marks)


def fold(text: str) -> str:
    """Write TEXT as it is compared: small letters without accents, and spaces for all else."""
    plain = text.casefold()
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain)
        plain = "".join(each for each in letters if not unicodedata.combining(each))
    return " ".join(default_process(plain).split())


def compare(name: str, summary: str, *, names: Sequence[str], summaries: Sequence[str]) -> Marks:
    """Compare NAME with NAMES and SUMMARY with SUMMARIES; all are folded, and may be empty."""
    marks = Marks()
    if name:
        # The same words in any order, and the same letters with the spaces elsewhere.
        for scorer in (fuzz.token_sort_ratio, fuzz.ratio):
            for place, mark in _extract(name, names, scorer, LEAST):
                marks.names[place] = max(mark, marks.names.get(place, 0.0))
        marks.within = {
            place
            for place, _ in _extract(name, names, fuzz.token_set_ratio, 100.0)
            if min(len(names[place].split()), len(name.split())) >= WORDS_AT_LEAST
        }
    if summary:
        marks.summaries = dict(_extract(summary, summaries, fuzz.token_sort_ratio, LEAST))
    return marks


def _extract(
    wanted: str, texts: Sequence[str], scorer: Callable[..., Any], least: float
) -> Iterator[tuple[int, float]]:
    """Yield place and mark of those of TEXTS that SCORER finds at LEAST so much like WANTED."""
    found = process.extract(wanted, texts, scorer=scorer, score_cutoff=least, limit=None)
    yield from ((place, mark) for text, mark, place in found if text)


def explain(typed: str, name: str, marks: Marks, place: int) -> Iterator[str]:
    """Yield in a sentence each why the NAME at this PLACE of MARKS is like what was TYPED.

    Both are folded.
    """
    alike, told = marks.names.get(place), marks.summaries.get(place)
    if typed == name and typed:
        yield gettext("The names are the same.")
    elif typed and sorted(typed.split()) == sorted(name.split()):
        yield gettext("The names have the same words in another order.")
    elif alike is not None:
        yield gettext("The names are %(percent)s %% alike.") % {"percent": int(alike)}
    if place in marks.within and set(typed.split()) != set(name.split()):
        yield gettext("One name has all the words of the other.")
    shared = [] if sorted(typed.split()) == sorted(name.split()) else find_shared(typed, name)
    if shared:
        yield gettext("Both names say: %(words)s.") % {"words": ", ".join(shared)}
    if told is not None:
        yield gettext("The summaries are %(percent)s %% alike.") % {"percent": int(told)}


def find_shared(one: str, other: str) -> list[str]:
    """Give the words of ONE text, folded, that also stand in the OTHER, perhaps in another form."""
    theirs = pick_words(other)
    mine = (word for word in pick_words(one) if _is_among(word, theirs))
    return list(dict.fromkeys(mine))[:NAMED_AT_MOST]


def pick_words(text: str) -> list[str]:
    """Give the words of TEXT, folded, that say something."""
    return [word for word in text.split() if len(word) >= LETTERS_AT_LEAST and word not in IDLE]


def _is_among(word: str, words: Collection[str]) -> bool:
    return any(fuzz.ratio(word, each) >= LIKE_WORD for each in words)
