"""Finds the people whom lines name, by the best of several names: id, id elsewhere, e-mail."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from backend.access.callers import Caller
from backend.access.curating import show
from backend.integrations.carrying.faults import Code
from backend.integrations.carrying.tables import Line
from products.chunks import split
from stakeholders.models import Stakeholder

# The first that a line fills is taken.
BY_PERSON: Final = ("stakeholder", "stakeholder_external_id", "stakeholder_email")
SOURCE: Final = "stakeholder_source"


def find_people(lines: Sequence[Line], caller: Caller) -> None:
    """Put the keys of people into LINES, by whatever each names them; the id is one already."""
    for name, find in ((BY_PERSON[1], _find_outside), (BY_PERSON[2], _find_addresses)):
        mine = [
            line
            for line in lines
            if not line.problems and "stakeholder" not in line.values and name in line.values
        ]
        if mine:
            _settle(mine, name, find, caller)


def _settle(
    lines: Sequence[Line],
    name: str,
    find: Callable[[Iterable[str], Caller], dict[Any, list[int]]],
    caller: Caller,
) -> None:
    """Put keys into LINES, whose people FIND finds by the column NAME."""
    known = find({line.values[name] for line in lines}, caller)
    for line in lines:
        keys = known.get(_ask(line, name), [])
        if len(keys) == 1:
            line.values["stakeholder"] = keys[0]
        elif keys:
            told = _("Several people are known by this: name one by id.")
            line.problems.append((name, Code.AMBIGUOUS, told))
        else:
            line.problems.append((name, Code.UNKNOWN, _("Nobody is known by this.")))


def _ask(line: Line, name: str) -> object:
    """Give what LINE calls its person in the column NAME."""
    if name == BY_PERSON[1]:
        return line.values.get(SOURCE, ""), line.values[name]
    return line.values[name].lower()


def _find_outside(ids: Iterable[str], caller: Caller) -> dict[Any, list[int]]:
    """Find people by their IDS in other tools, with the names of these."""
    found: dict[Any, list[int]] = {}
    for chunk in split(ids):
        rows = show(Stakeholder.objects.filter(external_id__in=chunk), caller)
        for source, outside, key in rows.values_list("source", "external_id", "pk"):
            found[source, outside] = [key]
    return found


def _find_addresses(addresses: Iterable[str], caller: Caller) -> dict[Any, list[int]]:
    """Find people by their ADDRESSES, in any capitals."""
    found: defaultdict[Any, list[int]] = defaultdict(list)
    for chunk in split({address.lower() for address in addresses}):
        known = show(Stakeholder.objects.exclude(email=""), caller)
        rows = known.annotate(address=Lower("email")).filter(address__in=chunk)
        for address, key in rows.values_list("address", "pk"):
            found[address].append(key)
    return found
