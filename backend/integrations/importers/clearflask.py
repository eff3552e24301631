"""Reads what ClearFlask exports: a zip of posts, users and comments, told apart by their columns.

Who voted for what is not in it: votes are counted, and nobody's. Statuses, categories and tags come
as ids, so that what a status means has to be told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.importers.archives import Archive, Member
from backend.integrations.importers.drafts import Idea, Note
from backend.integrations.importers.faults import Faults, refuse
from backend.integrations.importers.fields import Fields
from backend.integrations.importers.naming import shorten
from backend.integrations.importers.plain_text import read_html
from backend.integrations.importers.reading import open_sheet
from backend.integrations.importers.records import draft, read_csv
from backend.integrations.importers.tools import Export, Tool
from products.lifecycle import LifecycleStage
from products.models import InsightKind

# A column that only files of each kind have; the last is the form that ClearFlask imports.
POSTS: Final = "votersCount"
COMMENTS: Final = "commentId"
USERS: Final = "ssoGuid"
TEMPLATE: Final = "Title"
ID_LENGTH: Final = 150  # characters of a title that stands for an id


@dataclass(slots=True)
class ClearFlaskExport(Export):
    """The files of an export by what they hold; the CREW answer as the company."""

    archive: Archive
    posts: Sequence[Member]
    comments: Sequence[Member]
    users: Sequence[Member]
    crew: set[str] = field(default_factory=set)  # ids of those who moderate

    def read_ideas(self, faults: Faults) -> Iterator[Idea]:
        """Yield each post."""
        yield from draft(self._read(self.posts, faults), draft_post, faults)

    def read_notes(self, faults: Faults) -> Iterator[Note]:
        """Yield each answer to a post, and each comment."""
        users = self._read(self.users, faults)
        self.crew = {user.text("userId") for user in users if user.flag("isMod")}
        yield from draft(self._read(self.posts, Faults()), draft_response, Faults())
        yield from draft(self._read(self.comments, faults), self._draft_comment, faults)

    def _draft_comment(self, record: Fields) -> Note | None:
        """Read a comment; one that was deleted says nothing any more."""
        post, author = record.need("ideaId"), record.text("authorUserId")
        is_inside = author in self.crew
        return Note(
            file=record.file,
            row=record.row,
            external_id=f"{post}:{record.need('commentId')}",
            text=read_html(record.text("content")),
            ideas=(post,),
            author=author,
            kind=InsightKind.INTERNAL if is_inside else InsightKind.CUSTOMER_FEEDBACK,
            occurred_at=record.moment("created"),
        )

    def _read(self, members: Sequence[Member], faults: Faults) -> Iterator[Fields]:
        for member in members:
            yield from read_csv(self.archive, member, faults)


def draft_post(record: Fields) -> Idea:
    """Read a post; one in the form of the import has no id, and is known by its title."""
    title = record.need("title", TEMPLATE)
    return Idea(
        file=record.file,
        row=record.row,
        external_id=record.text("ideaId") or f"title:{shorten(title, ID_LENGTH)}",
        title=title,
        text=read_html(record.text("description", "Description")),
        status=record.text("statusId", "Status"),
        tags=tuple(record.text("tagIds", "Tags").strip("[]").split(",")),
        votes=record.count(POSTS),
    )


def draft_response(record: Fields) -> Note | None:
    """Read what the company answered to a post, if it did."""
    text, post = read_html(record.text("response")), record.text("ideaId")
    if not text or not post:
        return None
    return Note(
        file=record.file,
        row=record.row,
        external_id=f"response:{post}",
        text=text,
        ideas=(post,),
        kind=InsightKind.INTERNAL,
    )


def open_clearflask(archive: Archive) -> Export:
    """Tell by their columns what the files in ARCHIVE hold.

    :raises FileRefusedError: when none of them holds posts.
    """
    kinds: dict[str, list[Member]] = {COMMENTS: [], USERS: [], POSTS: [], TEMPLATE: []}
    for member in archive.list_by(".csv"):
        columns = open_sheet(member).columns
        kind = next((kind for kind in kinds if kind in columns), None)
        if kind:
            kinds[kind].append(member)
    posts = kinds[POSTS] or kinds[TEMPLATE]
    if not posts:
        told = _("there is no CSV of posts, with a column %(column)s, in this.")
        refuse(archive.path, told % {"column": POSTS})
    return ClearFlaskExport(archive, posts, kinds[COMMENTS], kinds[USERS])


CLEARFLASK: Final = Tool(
    name="clearflask",
    title="ClearFlask",
    takes="the zip that it exports, or a CSV file of posts",
    open=open_clearflask,
    stages={
        "open": LifecycleStage.CONCEPTION,
        "under review": LifecycleStage.DISCOVERY,
        "planned": LifecycleStage.VALIDATION,
        "in progress": LifecycleStage.DEVELOPMENT,
        "completed": LifecycleStage.LAUNCH,
        "closed": LifecycleStage.DECLINED,
    },
    columns={
        Idea: {"external_id": "ideaId", "name": "title", "summary": "description"},
        Note: {"external_id": "commentId", "body": "content", "title": "content"},
    },
)
