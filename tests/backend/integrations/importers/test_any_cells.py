"""Whatever stands in the cells of an export, an import ends in rows or in words."""

from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.integrations.importers.faults import FileRefusedError
from stakeholders.models import Account, Preference
from tests.backend.integrations.importers.exports import run, write_rows
from tests.backend.integrations.importers.headers import (
    CLEARFLASK_POSTS,
    JIRA,
    LINEAR,
    USERVOICE_ANALYSIS,
    USERVOICE_FULL,
)

pytestmark = pytest.mark.django_db

HEADERS: Final = (
    ("uservoice", USERVOICE_FULL),
    ("uservoice", USERVOICE_ANALYSIS),
    ("clearflask", CLEARFLASK_POSTS),
    ("linear", LINEAR),
    ("jira", JIRA),
)
CELLS: Final = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.sampled_from(
        [
            *("", "1", "2", "-1", "1.5", "1e9", "9" * 50, "NaN", "a@b.example", "=1+1", "'=1", "'"),
            *("2026-03-01", "9999-12-31T23:59:59-23:59", "0001-01-01", "<p>x</p>", "[", '["a"]'),
            *("planned", "Done", ",,,", "x" * 300, "\u202e", "\ufeff", "null", "true", "A\x00B"),
        ]
    ),
)


@pytest.mark.parametrize(("form", "header"), HEADERS)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None
)
@given(data=st.data())
def test_whatever_the_cells_hold_an_import_ends_in_rows_or_in_words(
    tmp_path: Path, form: str, header: str, data: st.DataObject
) -> None:
    width = len(header.split(","))
    row = st.lists(CELLS, min_size=width, max_size=width)
    rows = data.draw(st.lists(row, min_size=1, max_size=3))
    path = tmp_path / "export.csv"
    path.write_text(write_rows(header, *rows), "utf-8")

    with suppress(FileRefusedError):  # the file as a whole, such as one with U+0000 and no more
        report = run(form, path, keep_good=True, dry_run=True)
        assert report.rows <= 20 * len(rows)

    assert (Preference.objects.count(), Account.objects.count()) == (0, 0)
