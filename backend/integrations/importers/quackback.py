"""Reads what Quackback exports: a zip of tables, or one table in the form that it imports."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.importers.archives import Archive, Member
from backend.integrations.importers.drafts import Company, Idea, Note, Person, Vote
from backend.integrations.importers.faults import Faults, refuse
from backend.integrations.importers.fields import Fields
from backend.integrations.importers.naming import shorten
from backend.integrations.importers.records import draft, read_csv
from backend.integrations.importers.tools import Export, Tool
from products.lifecycle import LifecycleStage
from products.models import InsightKind

POSTS: Final = "posts.csv"
TABLES: Final = {
    POSTS: ("id", "title", "content", "status", "tags", "vote_count"),
    "post_votes.csv": ("post_id", "voter_email", "created_at"),
    "companies.csv": ("name", "domain", "external_id", "plan", "monthly_spend"),
    "users.csv": ("name", "email"),
    "post_comments.csv": ("id", "post_id", "author_email", "is_team_member", "content"),
}
MONTHS: Final = Decimal(12)
ID_LENGTH: Final = 150  # characters of a title that stands for an id


@dataclass(slots=True)
class QuackbackZip(Export):
    """The tables of a workspace. People are known by their email; who has none is nobody here."""

    archive: Archive
    crew: set[str] = field(default_factory=set)  # emails of those who answer as the team

    def read_companies(self, faults: Faults) -> Iterator[Company]:
        """Yield each company; its plan is the kind of customer that it is."""
        yield from draft(self._read("companies.csv", faults), draft_company, faults)

    def read_people(self, faults: Faults) -> Iterator[Person]:
        """Yield each user with an email, and then whoever voted with one."""
        for record in self._read("post_comments.csv", Faults()):
            if record.flag("is_team_member"):
                self.crew.add(record.text("author_email").lower())
        yield from draft(self._read("users.csv", faults), self._draft_user, faults)
        yield from draft(self._read("post_votes.csv", Faults()), self._draft_voter, Faults())

    def read_ideas(self, faults: Faults) -> Iterator[Idea]:
        """Yield each post."""
        yield from draft(self._read(POSTS, faults), draft_post, faults)

    def read_votes(self, faults: Faults) -> Iterator[Vote]:
        """Yield each vote of which it is known who cast it."""
        yield from draft(self._read("post_votes.csv", faults), draft_vote, faults)

    def read_notes(self, faults: Faults) -> Iterator[Note]:
        """Yield each comment that was published."""
        yield from draft(self._read("post_comments.csv", faults), draft_comment, faults)

    def _draft_user(self, record: Fields) -> Person | None:
        email = record.said("email").lower()
        return self._draft_person(record, email, record.said("name")) if email else None

    def _draft_voter(self, record: Fields) -> Person | None:
        email = record.said("voter_email").lower()
        return self._draft_person(record, email) if email else None

    def _draft_person(self, record: Fields, email: str, name: str = "") -> Person:
        return Person(
            file=record.file,
            row=record.row,
            external_id=email,
            name=name,
            email=email,
            is_inside=email in self.crew,
        )

    def _read(self, name: str, faults: Faults) -> Iterator[Fields]:
        member = self.archive.find(name)
        if member is None:
            return iter(())
        return read_csv(self.archive, member, faults, needed=TABLES[name])


@dataclass(slots=True)
class QuackbackTable(Export):
    """A table of posts in the form that Quackback imports: counted votes, and nobody's name."""

    archive: Archive
    posts: Member

    def read_ideas(self, faults: Faults) -> Iterator[Idea]:
        """Yield each post; one without an id is known by its title."""
        records = read_csv(self.archive, self.posts, faults, needed=("title", "content"))
        yield from draft(records, draft_post, faults)


def draft_company(record: Fields) -> Company:
    """Read a company, which is known by its external id or else its domain or name."""
    spend = record.amount("monthly_spend")
    return Company(
        file=record.file,
        row=record.row,
        external_id=record.said("external_id") or record.said("domain") or record.said("name"),
        name=record.said("name"),
        domain=record.said("domain"),
        annual_value=None if spend is None else spend * MONTHS,
        segment=record.said("plan"),
    )


def draft_post(record: Fields) -> Idea:
    """Read a post."""
    record.need("title")
    title = record.said("title")
    return Idea(
        file=record.file,
        row=record.row,
        external_id=record.text("id", "source_id") or f"title:{shorten(title, ID_LENGTH)}",
        title=title,
        text=record.said("content"),
        status=record.said("status"),
        tags=tuple(record.said("tags").split(",")),
        votes=record.count("vote_count"),
    )


def draft_vote(record: Fields) -> Vote | None:
    """Read a vote, unless nobody knows whose it is."""
    post, email = record.need("post_id"), record.said("voter_email").lower()
    if not email:
        return None
    at = record.moment("created_at")
    return Vote(file=record.file, row=record.row, person=email, idea=post, voted_at=at)


def draft_comment(record: Fields) -> Note | None:
    """Read a comment, unless it was never published."""
    if record.text("moderation_state") not in {"", "published"}:
        return None
    is_inside = record.flag("is_team_member") or record.flag("is_private")
    return Note(
        file=record.file,
        row=record.row,
        external_id=record.need("id"),
        text=record.said("content"),
        ideas=(record.need("post_id"),),
        author=record.said("author_email").lower(),
        kind=InsightKind.INTERNAL if is_inside else InsightKind.CUSTOMER_FEEDBACK,
        occurred_at=record.moment("created_at"),
    )


def open_quackback(archive: Archive) -> Export:
    """Tell by its files which export ARCHIVE is.

    :raises FileRefusedError: when it is none.
    """
    tables = archive.list_by(".csv")
    if len(tables) > 1 and archive.find(POSTS):
        return QuackbackZip(archive)
    if len(tables) != 1:
        refuse(archive.path, _("this is neither a table of posts nor a zip with posts.csv in it."))
    return QuackbackTable(archive, tables[0])


QUACKBACK: Final = Tool(
    name="quackback",
    title="Quackback",
    takes="the zip that it exports, or a CSV file in the form that it imports",
    open=open_quackback,
    stages={
        "open": LifecycleStage.CONCEPTION,
        "under review": LifecycleStage.DISCOVERY,
        "planned": LifecycleStage.VALIDATION,
        "in progress": LifecycleStage.DEVELOPMENT,
        "complete": LifecycleStage.LAUNCH,
        "closed": LifecycleStage.DECLINED,
    },
    columns={
        Company: {"annual_value": "monthly_spend", "segment": "plan"},
        Person: {"external_id": "email"},
        Idea: {"external_id": "id", "name": "title", "summary": "content"},
        Vote: {"person": "voter_email", "idea": "post_id", "stakeholder": "voter_email"},
        Note: {"external_id": "id", "body": "content", "title": "content"},
    },
    ids_repeat=True,
)
