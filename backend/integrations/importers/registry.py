"""All forms of files that can be imported, by the names that the command line knows them by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from django.utils.translation import gettext, gettext_noop

from backend.integrations.importers.all_tools import TOOLS
from backend.integrations.importers.faults import Fault, Faults, FileRefusedError, refuse
from backend.integrations.importers.forms import OPENED, SUFFIXES
from backend.integrations.importers.generic import import_generic
from backend.integrations.importers.importing import Terms
from backend.integrations.importers.polis import import_polis
from backend.integrations.importers.recognising import fits, look, recognise
from backend.integrations.importers.report import ImportReport
from backend.integrations.importers.tool_importing import import_tool

Import: TypeAlias = Callable[[Path, Terms], ImportReport]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of files: what people call it, what is at its path, and how to RUN an import of it.

    What only tools know of HAS_PLACES: their people and statuses are put where the terms say.
    """

    title: str
    takes: str
    run: Import
    has_places: bool = False


FORMS: Final[Mapping[str, Form]] = {
    "file": Form(
        gettext_noop("Preferences"),
        f"a file of preferences: {', '.join(SUFFIXES)}",
        import_generic,
    ),
    **{
        form: Form(
            form.upper(), f"a file of preferences as {form}", partial(import_generic, form=form)
        )
        for form in OPENED
    },
    "polis": Form("Polis", "the directory of an export", import_polis),
    **{
        tool.name: Form(tool.title, tool.takes, partial(import_tool, tool), has_places=True)
        for tool in TOOLS
    },
}


def run_form(form: str, path: Path, terms: Terms) -> ImportReport:
    """Import what is at PATH as FORM under TERMS, and tell what came of it.

    :raises FileRefusedError: when it is refused; nothing is written then.
    :raises DatabaseFailedError: when the database is busy or fails; nothing is written either.
    """
    for option, value in find_needless(form, terms).items():
        if value:
            told = gettext("a file of the form %(form)s says this itself.")
            refuse(option, told % {"form": repr(form)})
    try:
        return FORMS[form].run(path, terms)
    except FileRefusedError as error:
        tell_likely(error.faults, form, path)
        raise FileRefusedError(error.faults) from error


def check(form: str, path: Path) -> None:
    """Look at the beginning of what is at PATH, as FORM.

    :raises FileRefusedError: when it is no such thing, which says what it looks like.
    """
    try:
        look(form, path)
    except FileRefusedError as error:
        tell_likely(error.faults, form, path)
        raise FileRefusedError(error.faults) from error


def find_needless(form: str, terms: Terms) -> dict[str, object]:
    """Give those of TERMS that a file of FORM says itself, by option."""
    if FORMS[form].has_places:
        return {}
    return {
        "--segment": terms.segment,
        "--team": terms.team,
        "--worth": terms.worth,
        "--stage": terms.stages,
    }


def tell_likely(faults: Faults, form: str, path: Path) -> None:
    """Add to FAULTS what the file at PATH looks like, when it is none of FORM."""
    if not path.exists() or fits(form, path, Faults()):
        return
    for name in recognise(path):
        told = gettext("this looks like %(title)s: import it as %(form)s.")
        called = {"title": gettext(FORMS[name].title), "form": repr(name)}
        faults.add(Fault(str(path), 0, "", told % called))
