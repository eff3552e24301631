"""Says in the reader's language what files of other tools are, and how far one is read."""

from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.integrations.importers.progress import Reading
from backend.integrations.importers.registry import FORMS

# What is sent of each form.
TAKES: Final[Mapping[str, Promise]] = {
    "file": gettext_lazy("a table of preferences: CSV, XLSX, NDJSON or Parquet, by its name"),
    "csv": gettext_lazy("a table of preferences as CSV"),
    "xlsx": gettext_lazy("a table of preferences as a workbook"),
    "ndjson": gettext_lazy("preferences as NDJSON, one on each line"),
    "parquet": gettext_lazy("a table of preferences as Parquet"),
    "polis": gettext_lazy("the export of a conversation: its files, or a zip of them"),
    "fider": gettext_lazy("posts.csv, or better the backup, a zip"),
    "canny": gettext_lazy(
        "answers of its API, such as posts.json and votes-1.json: the files, or a zip of them"
    ),
    "productboard": gettext_lazy(
        "answers of its API, such as entities-1.json and notes-1.json: the files, or a zip of them"
    ),
    "quackback": gettext_lazy("the zip that it exports, or a CSV file as it imports"),
    "uservoice": gettext_lazy("CSV exports of ideas, and the traits of users: files, or a zip"),
    "clearflask": gettext_lazy("the zip that it exports, or a CSV file of posts"),
    "linear": gettext_lazy("its CSV of issues, and JSON of customer needs: the files, or a zip"),
    "jira": gettext_lazy("CSV exports of issues or ideas, with commas: the files, or a zip"),
}
TITLES: Final[Mapping[str, Promise]] = {
    "file": gettext_lazy("Preferences, in any form"),
    "csv": gettext_lazy("Preferences as CSV"),
    "xlsx": gettext_lazy("Preferences as XLSX"),
    "ndjson": gettext_lazy("Preferences as NDJSON"),
    "parquet": gettext_lazy("Preferences as Parquet"),
}
STEPS: Final[Mapping[str, Promise]] = {
    "reading": gettext_lazy("reading"),
    "checking": gettext_lazy("checking"),
    "importing": gettext_lazy("writing"),
}


def title_form(form: str) -> str:
    """Give what people call FORM."""
    return str(TITLES.get(form, FORMS[form].title))


def describe_forms() -> Iterator[tuple[str, str]]:
    """Yield what people call each form, and what is sent of it."""
    yield from ((title_form(form), str(TAKES[form])) for form in FORMS)


def tell_step(reading: Reading) -> str:
    """Say what is being done with which file."""
    purpose, _mark, name = reading.step.partition(" ")
    return _("%(step)s %(file)s") % {"step": STEPS.get(purpose, purpose), "file": name}
