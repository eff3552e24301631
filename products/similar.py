"""Finds features that are likely what somebody is about to add once more.

On PostgreSQL trigrams choose what is compared, where the extension pg_trgm is there; without it,
and on SQLite, every name of the product is.
"""

import re
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext

from products.likeness import Marks, compare, explain, fold, pick_words
from products.lookups import has_trigrams
from products.models import Feature, Product
from products.naming import UNSTORABLE

WORDS_AT_MOST: Final = 3  # of what is typed, by which candidates are looked for
LETTERS: Final = 5  # by which each of them is
START: Final = 300  # characters of a text that are compared


class Candidate(NamedTuple):
    """A feature to compare with: what answers for it, by key, and its texts."""

    whole: int
    name: str
    summary: str
    is_part: bool  # of another one, which answers


@dataclass(frozen=True, slots=True)
class Similar:
    """A FEATURE that answers, how alike it is (0..1), and the REASONS in sentences.

    DUPLICATE is the name of what was found where that is part of the feature.
    """

    feature: Feature
    likeness: float
    reasons: tuple[str, ...]
    duplicate: str = ""


def find_similar(
    product: Product, name: str, summary: str = "", *, most: int = 5, but: int | None = None
) -> list[Similar]:
    """Find at MOST so many features of PRODUCT that NAME and SUMMARY are likely to mean.

    The likeliest come first. A merged feature is answered for by what it became part of; BUT one,
    by key, is left out with all its parts. Two queries, however many features there are.
    """
    typed, told = (UNSTORABLE.sub(" ", text)[:START] for text in (name, summary))
    if most <= 0 or not (fold(typed) or fold(told)):
        return []
    candidates = [each for each in _read(product, typed, told) if each.whole != but]
    marks = compare(
        fold(typed),
        fold(told),
        names=[fold(each.name) for each in candidates],
        summaries=[fold(each.summary) for each in candidates] if fold(told) else [],
    )
    best: dict[int, int] = {}  # the place of the likeliest part of each feature that answers
    for place in sorted(marks.find_places(), key=lambda place: _sort(marks, candidates, place)):
        best.setdefault(candidates[place].whole, place)
    chosen = dict(list(best.items())[:most])
    rows = Feature.objects.in_bulk(chosen)
    return [
        _tell(rows[whole], candidates[place], fold(typed), marks, place)
        for whole, place in chosen.items()
        if whole in rows
    ]


def _read(product: Product, name: str, summary: str) -> list[Candidate]:
    """Read what there is in PRODUCT to compare NAME and SUMMARY with."""
    rows = Feature.objects.filter(product=product)
    if connection.vendor == "postgresql" and has_trigrams():
        ways = [Q(name__holds=start) for start in _pick_starts(name)]
        ways += [Q(summary__holds=start) for start in _pick_starts(summary)]
        rows = rows.filter(reduce(or_, ways, Q(name__is_like=name)))
    columns = rows.order_by("pk").values_list("pk", "merged_into", "name", "summary")
    return [
        Candidate(whole or pk, called, told[:START], whole is not None)
        for pk, whole, called, told in columns
    ]


def _pick_starts(text: str) -> list[str]:
    """Give how the longest words of TEXT begin, which say most; other forms begin alike."""
    words = dict.fromkeys(pick_words(" ".join(re.findall(r"[^\W_]+", text.casefold()))))
    return [word[:LETTERS] for word in sorted(words, key=len, reverse=True)[:WORDS_AT_MOST]]


def _sort(marks: Marks, candidates: list[Candidate], place: int) -> tuple[object, ...]:
    """Give what PLACE is sorted by: what speaks for it most, all of it, then what is there."""
    most, whole = marks.rate(place)
    return -most, -whole, candidates[place]


def _tell(feature: Feature, found: Candidate, typed: str, marks: Marks, place: int) -> Similar:
    """Tell of FEATURE why what was FOUND, at this PLACE of MARKS, is like what was TYPED."""
    reasons = list(explain(typed, fold(found.name), marks, place))
    if found.is_part:
        reasons.append(gettext("“%(name)s” is part of it.") % {"name": found.name})
    return Similar(
        feature=feature,
        likeness=marks.rate(place)[0] / 100,
        reasons=tuple(reasons),
        duplicate=found.name if found.is_part else "",
    )
