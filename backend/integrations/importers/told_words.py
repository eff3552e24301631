"""Says in the language of whoever reads what came of an import."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backend.integrations.importers.faults import quote
from backend.integrations.importers.outcomes import Told
from backend.integrations.importers.report import MOST_TOLD, OUTCOMES, READ, WORDS
from products.figures import write_number

NOUNS: Final[Mapping[str, Promise]] = {
    "products": gettext_lazy("products"),
    "teams": gettext_lazy("teams"),
    "segments": gettext_lazy("segments"),
    "accounts": gettext_lazy("accounts"),
    "people": gettext_lazy("people"),
    "features": gettext_lazy("features"),
    "preferences": gettext_lazy("preferences"),
    "insights": gettext_lazy("insights"),
    "evidence": gettext_lazy("evidence"),
    "merges": gettext_lazy("merges"),
    "tallies": gettext_lazy("tallies of votes that are nobody's"),
}
READS: Final[Mapping[str, Promise]] = {
    "rows": gettext_lazy("rows"),
    "participants": gettext_lazy("participants"),
    "ideas": gettext_lazy("ideas"),
    "votes": gettext_lazy("votes"),
    "people": gettext_lazy("people"),
    "companies": gettext_lazy("companies"),
    "notes": gettext_lazy("notes"),
}
TITLES: Final[Mapping[str, Promise]] = {
    "created": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "unchanged": gettext_lazy("Unchanged"),
    "refused": gettext_lazy("Refused"),
}


def tabulate(told: Told) -> list[dict[str, Any]]:
    """Lay out what was TOLD by noun and outcome."""
    return [
        {
            "noun": NOUNS[word],
            "cells": [
                (TITLES[each], write_number(told.counts[word].get(each, 0))) for each in OUTCOMES
            ],
        }
        for word in WORDS
        if word in told.counts
    ]


def list_read(told: Told) -> str:
    """List how much was read of what."""
    return ", ".join(
        f"{READS[word]} {write_number(told.read[word])}" for word in READ if word in told.read
    )


def list_joined(told: Told) -> list[str]:
    """List the groups that join the electorate."""
    kinds = {"TEAM": _("team"), "SEGMENT": _("segment")}
    shapes = {True: _("%(kind)s %(group)s, which is new"), False: "%(kind)s %(group)s"}
    return [
        shapes[is_new] % {"kind": kinds[kind], "group": _name_group(key, name)}
        for kind, key, name, is_new in told.joined
    ]


def _name_group(key: str, name: str) -> str:
    """Give NAME in quotes, as a group may be called 'new', and KEY if it is another."""
    return quote(name) if name == key else f"{quote(name)} ({key})"


def list_named(told: Told) -> list[dict[str, Any]]:
    """List the first rows that were written by name, by noun and outcome."""
    listed = []
    for word, outcome, names in told.named:
        left = told.counts[word][outcome] - len(names)
        more = _tell_more(left) if left else ""
        listed.append(
            {"noun": NOUNS[word], "outcome": TITLES[outcome], "names": names, "more": more}
        )
    return listed


def list_notes(told: Told) -> list[str]:
    """List what else is counted; who joins the electorate stands apart."""
    notes = []
    if told.left_out:
        sentence = ngettext(
            "%(number)s row was left out, of people in no group.",
            "%(number)s rows were left out, of people in no group.",
            told.left_out,
        )
        notes.append(sentence % {"number": write_number(told.left_out)})
    if told.unattributed:
        sentence = ngettext(
            "%(number)s vote is nobody's: it is told with its feature, and enters no score.",
            "%(number)s votes are nobody's: they are told with their features, and enter no score.",
            told.unattributed,
        )
        notes.append(sentence % {"number": write_number(told.unattributed)})
    return notes


def tell_lines(told: Told) -> Iterator[str]:
    """Yield what was TOLD in lines, as a log keeps it; faults are told elsewhere."""
    yield _("Read: %(read)s.") % {"read": list_read(told)}
    if told.joined:
        groups = list_joined(told)[:MOST_TOLD]
        left = len(told.joined) - len(groups)
        listed = [*groups, _tell_more(left)] if left else groups
        told_so = _("Groups that join the electorate of this product: %(groups)s.")
        yield told_so % {"groups": ", ".join(listed)}
    yield from list_notes(told)
    yield from told.notes
    for word in WORDS:
        counts = told.counts.get(word, {})
        numbers = [
            f"{TITLES[each]} {write_number(counts[each])}" for each in OUTCOMES if each in counts
        ]
        if numbers:
            yield f"{NOUNS[word]}: {', '.join(numbers)}"


def _tell_more(left: int) -> str:
    return ngettext("and %(number)s more", "and %(number)s more", left) % {
        "number": write_number(left)
    }
