"""Reading a file needs little memory, however long it is."""

import tracemalloc
from pathlib import Path

import pytest
from rich.progress import Progress

from backend.integrations.importers.faults import Faults, FileRefusedError
from backend.integrations.importers.reading import open_sheet


def measure_reading(path: Path, rows: int) -> int:
    """Tell how many bytes are in use at most while a file of ROWS is read at PATH."""
    path.write_text("feature,reason\n" + f"a,{'x' * 90}\n" * rows, "utf-8")
    sheet = open_sheet(path)
    tracemalloc.start()
    try:
        for _ in sheet.read(Progress(disable=True), Faults(), purpose="reading"):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_file_ten_times_as_long_is_read_in_as_little_memory(tmp_path: Path) -> None:
    short = measure_reading(tmp_path / "short.csv", 2_000)
    long = measure_reading(tmp_path / "long.csv", 20_000)

    # A bar of progress keeps a thousand moments, the more the slower the machine: 200 KB at most.
    assert long < short + 400_000


def test_a_progress_bar_ends_at_the_end_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("feature,reason\n" + "a,b\n" * 100_000, "utf-8")
    progress = Progress(disable=True)

    for _ in open_sheet(path).read(progress, Faults(), purpose="checking"):
        pass

    [task] = progress.tasks
    assert (task.description, task.completed) == ("checking answers.csv", path.stat().st_size)


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("feature\na\n", "utf-8")
    sheet = open_sheet(path)
    path.write_text("feature\na\nb\n", "utf-8")

    with pytest.raises(FileRefusedError) as refused:
        list(sheet.read(Progress(disable=True), Faults(), purpose="importing"))

    assert str(refused.value) == f"{path}: this changed while it was read."


def test_a_cell_may_hold_lines_and_quotes(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text('feature,reason\na,"one\ntwo, ""three"""\n', "utf-8")

    rows = list(open_sheet(path).read(Progress(disable=True), Faults(), purpose="checking"))

    assert rows == [(2, {"feature": "a", "reason": 'one\ntwo, "three"'})]
