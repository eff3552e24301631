"""Reads the records of the files of an export one by one, as fields, and makes drafts of them."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Final, TypeVar

from backend.integrations.importers.archives import Archive, Member
from backend.integrations.importers.drafts import Company, Draft, Idea, Note
from backend.integrations.importers.faults import Fault, Faults
from backend.integrations.importers.fields import FieldRefusedError, Fields
from backend.integrations.importers.json_items import read_items
from backend.integrations.importers.reading import open_sheet

D = TypeVar("D", bound=Draft)
N = TypeVar("N", Company, Idea, Note)
ID: Final = ("id",)


def read_json(
    archive: Archive,
    member: Member,
    faults: Faults,
    *,
    within: Collection[str] = (),
    purpose: str = "reading",
) -> Iterator[Fields]:
    """Yield the fields of each object in MEMBER of ARCHIVE, a JSON list or one WITHIN an object.

    Ill-shaped ones are added to FAULTS.

    :raises FileRefusedError: when it is no such JSON.
    """
    with archive.stream(member, purpose) as file:
        for row, item in read_items(file, str(member), faults, within=within):
            yield Fields(str(member), row, item)


def read_csv(
    archive: Archive,
    member: Member,
    faults: Faults,
    *,
    needed: Collection[str] = (),
    repeats: bool = False,
) -> Iterator[Fields]:
    """Yield the fields of each row of MEMBER of ARCHIVE, a CSV file that has the columns NEEDED.

    Several of these may have one name if it REPEATS them. Ill-shaped ones are added to FAULTS.

    :raises FileRefusedError: when it is no such CSV.
    """
    sheet = open_sheet(member, needed=needed, repeats=repeats)
    for row, cells in sheet.read(archive.progress, faults, purpose="reading"):
        if cells:
            yield Fields(str(member), row, cells)


def read_pages(
    archive: Archive, noun: str, faults: Faults, *, within: Collection[str] = ()
) -> Iterator[Fields]:
    """Yield the fields of each object in all files of ARCHIVE that hold NOUN as JSON.

    These are called `posts.json`, or `posts-1.json`, `posts_02.json` and `posts/3.json`, a file for
    each answer of an API that gives a page at a time; in the order of their names.

    :raises FileRefusedError: when one of them is no such JSON.
    """
    called = re.compile(rf"{noun}([-_./ ]?\d+)?\.json", re.IGNORECASE)
    for member in archive.list_by(".json"):
        if called.fullmatch(member.name):
            yield from read_json(archive, member, faults, within=within or (noun,))


def once(drafts: Iterable[N]) -> Iterator[N]:
    """Yield each of DRAFTS once: a page of an API may begin with how the one before it ended."""
    seen: set[str] = set()
    for each in drafts:
        if each.external_id not in seen:
            seen.add(each.external_id)
            yield each


def draft(
    records: Iterable[Fields],
    build: Callable[[Fields], D | None],
    faults: Faults,
    *,
    key: Sequence[str] = ID,
) -> Iterator[D]:
    """Yield what BUILD makes of RECORDS; those that it refuses are added to FAULTS.

    KEY names the fields of which one holds the external id, as others know the record by it.
    """

    def build_some(record: Fields) -> list[D]:
        made = build(record)
        return [] if made is None else [made]

    yield from draft_some(records, build_some, faults, key=key)


def draft_some(
    records: Iterable[Fields],
    build: Callable[[Fields], Iterable[D]],
    faults: Faults,
    *,
    key: Sequence[str] = ID,
) -> Iterator[D]:
    """Yield all that BUILD makes of each of RECORDS; one that it refuses is added to FAULTS.

    KEY is as in `draft`.
    """
    for record in records:
        try:
            made = list(build(record))
        except FieldRefusedError as error:
            place = record.file, record.row, error.column
            faults.add(Fault(*place, error.message, key=_find_key(record, key)))
        else:
            yield from made


def _find_key(record: Fields, names: Sequence[str]) -> str:
    """Give what RECORD is known by, which one of NAMES holds; nothing where that cannot be read."""
    try:
        return record.text(*names)
    except FieldRefusedError:
        return ""
