"""Opens the generic preference file in any of its forms."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.importers.faults import refuse
from backend.integrations.importers.ndjson import open_ndjson
from backend.integrations.importers.parquet import open_parquet
from backend.integrations.importers.preference_rows import (
    COLUMNS,
    MOMENTS,
    TEXTS,
    check_columns,
    check_keys,
)
from backend.integrations.importers.reading import open_sheet
from backend.integrations.importers.spreadsheet import open_book
from backend.integrations.importers.tables import Table, check_file

SUFFIXES: Final[Mapping[str, str]] = {
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".parquet": "parquet",
}


def find_form(path: Path) -> str:
    """Tell the form of the file at PATH by what its name ends in.

    :raises FileRefusedError: when that tells none.
    """
    check_file(path)
    form = SUFFIXES.get(path.suffix.lower())
    if form is None:
        told = _("name the form, or let the name end in %(endings)s.")
        refuse(path, told % {"endings": ", ".join(SUFFIXES)})
    return form


@contextmanager
def open_table(path: Path, form: str) -> Iterator[Table]:
    """Open the file at PATH, which has FORM, and has the columns of preferences.

    :raises FileRefusedError: when there is no such file.
    """
    with TemporaryDirectory() as folder:
        table = OPENED[form](path, Path(folder))
        check_columns(table)
        yield table


def _open_csv(path: Path, _folder: Path) -> Table:
    return open_sheet(path)


def _open_ndjson(path: Path, _folder: Path) -> Table:
    def admit(keys: Collection[str], row: int) -> None:
        check_keys(path, keys, row=row)

    return open_ndjson(path, COLUMNS, moments=MOMENTS, admit=admit)


OPENED: Final[Mapping[str, Callable[[Path, Path], Table]]] = {
    "csv": _open_csv,
    "xlsx": partial(open_book, moments=MOMENTS),
    "ndjson": _open_ndjson,
    "parquet": partial(open_parquet, moments=MOMENTS, texts=TEXTS),
}
