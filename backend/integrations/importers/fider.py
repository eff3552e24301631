"""Reads what Fider exports: posts.csv, or the backup, a zip of the tables of its database."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.importers.archives import Archive, Member
from backend.integrations.importers.drafts import Idea, Note, Vote
from backend.integrations.importers.faults import Faults, refuse
from backend.integrations.importers.fider_backup import POSTS, FiderBackup
from backend.integrations.importers.fields import Fields
from backend.integrations.importers.records import draft, read_csv
from backend.integrations.importers.tools import Export, Tool
from products.lifecycle import LifecycleStage
from products.models import InsightKind

COLUMNS: Final = ("number", "title", "description", "votes_count", "status", "tags")


@dataclass(slots=True)
class FiderCsv(Export):
    """The posts of a site as a table: counted votes, and nobody's name but the authors'."""

    archive: Archive
    posts: Member

    def read_ideas(self, faults: Faults) -> Iterator[Idea]:
        """Yield each post."""
        yield from draft(self._read(faults), _draft_row, faults, key=COLUMNS[:1])

    def read_notes(self, faults: Faults) -> Iterator[Note]:
        """Yield each answer that the site gave."""
        yield from draft(self._read(Faults()), _draft_answer, faults)

    def _read(self, faults: Faults) -> Iterator[Fields]:
        return read_csv(self.archive, self.posts, faults, needed=COLUMNS)


def _draft_row(record: Fields) -> Idea:
    """Read a post."""
    return Idea(
        file=record.file,
        row=record.row,
        external_id=record.need("number"),
        title=record.need("title"),
        text=record.text("description"),
        status=record.text("status"),
        tags=tuple(record.text("tags").split(", ")),
        votes=record.count("votes_count"),
        merged_into=record.text("original_number"),
    )


def _draft_answer(record: Fields) -> Note | None:
    """Read what the site answered to a post, if it did."""
    text, number = record.text("response"), record.need("number")
    if not text:
        return None
    return Note(
        file=record.file,
        row=record.row,
        external_id=f"response:{number}",
        text=text,
        ideas=(number,),
        kind=InsightKind.INTERNAL,
        occurred_at=record.moment("responded_at"),
    )


def open_fider(archive: Archive) -> Export:
    """Tell by its files which export ARCHIVE is.

    :raises FileRefusedError: when it is none.
    """
    if archive.find(POSTS):
        return FiderBackup(archive)
    tables = archive.list_by(".csv")
    if len(tables) != 1:
        told = _("this is neither a table of posts nor a backup with %(name)s in it.")
        refuse(archive.path, told % {"name": POSTS})
    return FiderCsv(archive, tables[0])


FIDER: Final = Tool(
    name="fider",
    title="Fider",
    takes="posts.csv, or the backup as a zip",
    open=open_fider,
    stages={
        "open": LifecycleStage.CONCEPTION,
        "planned": LifecycleStage.VALIDATION,
        "started": LifecycleStage.DEVELOPMENT,
        "completed": LifecycleStage.LAUNCH,
        "declined": LifecycleStage.DECLINED,
        "duplicate": LifecycleStage.CONCEPTION,
    },
    columns={
        Idea: {
            "external_id": "number",
            "name": "title",
            "summary": "description",
            "merged_into": "original_number",
        },
        Note: {"body": "response", "title": "response"},
        Vote: {"person": "user_id", "idea": "post_id", "stakeholder": "user_id"},
    },
    ids_repeat=True,
)
