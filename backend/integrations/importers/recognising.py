"""Recognises by their content what files are; no more of them is read than their beginning."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from django.utils.translation import gettext as _

from backend.integrations.importers.all_tools import TOOLS
from backend.integrations.importers.archives import open_archive
from backend.integrations.importers.faults import Fault, Faults, FileRefusedError, refuse
from backend.integrations.importers.forms import OPENED, find_form, open_table
from backend.integrations.importers.polis_files import open_conversation
from backend.integrations.importers.tools import Tool

# Opens what is at a path, and raises FileRefusedError when it is something else. All rows that it
# has to pass by are added to the faults.
Look: TypeAlias = Callable[[Path, Faults], None]

# What asks for so little that it takes an export of the other for its own as well.
HIDDEN_BY: Final = {"canny": "fider", "clearflask": "linear"}


class FirstFault(Faults):
    """Refuses a file at the first thing that is wrong: so no more of it is read."""

    def add(self, fault: Fault) -> None:
        """Take in FAULT.

        :raises FileRefusedError: always.
        """
        super().add(fault)
        raise FileRefusedError(self)


def look(form: str, path: Path) -> None:
    """Look at the beginning of what is at PATH, as FORM.

    :raises FileRefusedError: when it is no such thing; rows further down may still be wrong.
    """
    LOOKS[form](path, Faults())


def recognise(path: Path) -> list[str]:
    """Name the forms that what is at PATH could be; none when it looks like nothing known."""
    found = [form for form in LIKELY if fits(form, path, FirstFault())]
    return [form for form in found if HIDDEN_BY.get(form) not in found]


def fits(form: str, path: Path, faults: Faults) -> bool:
    """Tell whether what is at PATH can be looked at as FORM; FAULTS takes in what is wrong."""
    try:
        LOOKS[form](path, faults)
    except FileRefusedError:
        return False
    return True


def _look_at_table(path: Path, _faults: Faults, *, form: str = "") -> None:
    with open_table(path, form or find_form(path)):
        pass


def _look_at_conversation(path: Path, _faults: Faults) -> None:
    with open_archive(path) as archive:
        open_conversation(archive)


def _look_at_export(tool: Tool, path: Path, faults: Faults) -> None:
    """Take what is at PATH for an export of TOOL when an idea can be read."""
    with open_archive(path) as archive:
        first = next(iter(tool.open(archive).read_ideas(faults)), None)
    if first is None and faults.count:
        raise FileRefusedError(faults)
    if first is None:
        refuse(path, _("%(tool)s exported no ideas.") % {"tool": tool.title})


def _list_looks() -> Iterator[tuple[str, Look]]:
    yield "file", _look_at_table
    for form in OPENED:
        yield form, partial(_look_at_table, form=form)
    yield "polis", _look_at_conversation
    for tool in TOOLS:
        yield tool.name, partial(_look_at_export, tool)


LOOKS: Final[Mapping[str, Look]] = dict(_list_looks())
# A table of preferences is one in whichever form, and its name tells which.
LIKELY: Final = tuple(form for form in LOOKS if form not in OPENED)
