"""A long export is read in the memory of a short one."""

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from backend.integrations.importers.job import CHUNK_LENGTH, cut

pytestmark = pytest.mark.once
SIZE: Final = 20_000_000  # bytes; at 100,000,000 it is the same
MOST_GROWTH: Final = 15_000  # kilobytes: an item, a block, and what Python keeps for itself

# Reads all votes of the export that it is told of, and tells their number and by how many
# kilobytes the memory of its process has grown at most.
READ: Final = """
import os, resource, sys
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
os.environ["DEBUG"] = "1"
django.setup()
from pathlib import Path
from backend.integrations.importers.archives import open_archive
from backend.integrations.importers.faults import Faults
from backend.integrations.importers.all_tools import TOOLS
tool = next(tool for tool in TOOLS if tool.name == sys.argv[1])
with open_archive(Path(sys.argv[2])) as archive:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    number = sum(1 for vote in tool.open(archive).read_votes(Faults()))
    print(number, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def write_fider(packing: ZipFile) -> int:
    """Write a backup with SIZE bytes of votes into PACKING; give their number."""
    packing.writestr("posts.json", '[{"id": 1, "number": 1, "title": "x", "status": 0}]')
    with packing.open("post_votes.json", "w", force_zip64=True) as file:
        return write(file, b"[", b"]", lambda number: b'{"user_id":%d,"post_id":1}' % number)


def write_quackback(packing: ZipFile) -> int:
    """Write an export with SIZE bytes of votes into PACKING; give their number."""
    packing.writestr("posts.csv", "id,title,content,status,tags,vote_count\n")
    with packing.open("post_votes.csv", "w", force_zip64=True) as file:
        head = b"post_id,voter_email,created_at\n"
        return write(file, head, b"\n", lambda number: b"1,%d@x.example," % number, b"\n")


def write(
    file: IO[bytes], head: bytes, tail: bytes, build: Callable[[int], bytes], mark: bytes = b","
) -> int:
    """Write HEAD, SIZE bytes of what BUILD builds of numbers with MARK between, and TAIL."""
    dice, length, number = random.Random(7), 0, 0  # noqa: S311 -- no secret
    file.write(head)
    while length < SIZE:
        rows = [build(dice.randrange(10**9)) for _ in range(10_000)]
        length += file.write((mark if number else b"") + mark.join(rows))
        number += len(rows)
    file.write(tail)
    return number


@pytest.mark.parametrize(
    ("tool", "write_export"), [("fider", write_fider), ("quackback", write_quackback)]
)
def test_a_long_export_takes_no_more_memory_than_a_short_one(
    tmp_path: Path, tool: str, write_export: Callable[[ZipFile], int]
) -> None:
    with ZipFile(tmp_path / "x.zip", "w", ZIP_DEFLATED, compresslevel=1) as packing:
        number = write_export(packing)

    done = subprocess.run(
        [sys.executable, "-c", READ, tool, str(tmp_path / "x.zip")],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[4],
    )

    read, growth = map(int, done.stdout.split())
    assert (read, growth < MOST_GROWTH) == (number, True), done.stdout


def test_long_texts_are_written_a_few_at_a_time() -> None:
    items = ["x"] * 12_000 + ["y" * (CHUNK_LENGTH // 2)] * 4

    assert [len(chunk) for chunk in cut(items, len)] == [5_000, 5_000, 2_002, 2]
