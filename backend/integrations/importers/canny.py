"""Reads what the API of Canny answers: pages of its lists, each kept as a file of JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.importers.archives import Archive
from backend.integrations.importers.drafts import Company, Idea, Note, Person, Vote
from backend.integrations.importers.faults import Faults, refuse
from backend.integrations.importers.fields import Fields
from backend.integrations.importers.records import draft, draft_some, once, read_pages
from backend.integrations.importers.tools import Export, Tool
from products.lifecycle import LifecycleStage
from products.models import InsightKind

MONTHS: Final = Decimal(12)


@dataclass(slots=True)
class CannyExport(Export):
    """The answers to the lists of posts, votes, users, companies and comments."""

    archive: Archive

    def read_companies(self, faults: Faults) -> Iterator[Company]:
        """Yield each company, with what it spends in a year."""
        yield from once(draft(read_pages(self.archive, "companies", faults), draft_company, faults))

    def read_people(self, faults: Faults) -> Iterator[Person]:
        """Yield each user, with their company, and then whoever voted."""
        yield from draft(read_pages(self.archive, "users", faults), draft_person, faults)
        yield from draft(read_pages(self.archive, "votes", Faults()), draft_voter, Faults())

    def read_ideas(self, faults: Faults) -> Iterator[Idea]:
        """Yield each post, and each that was merged into it."""
        yield from once(self._read_posts(faults))

    def read_votes(self, faults: Faults) -> Iterator[Vote]:
        """Yield each vote."""
        yield from draft(read_pages(self.archive, "votes", faults), draft_vote, faults)

    def read_notes(self, faults: Faults) -> Iterator[Note]:
        """Yield each comment."""
        yield from once(draft(read_pages(self.archive, "comments", faults), draft_comment, faults))

    def _read_posts(self, faults: Faults) -> Iterator[Idea]:
        yield from draft(read_pages(self.archive, "posts", faults), draft_post, faults)
        yield from draft_some(read_pages(self.archive, "posts", Faults()), draft_merged, faults)


def draft_company(record: Fields) -> Company:
    """Read a company."""
    spend = record.amount("monthlySpend")
    return Company(
        file=record.file,
        row=record.row,
        external_id=record.need("id"),
        name=record.text("name"),
        domain=record.text("domain"),
        annual_value=None if spend is None else spend * MONTHS,
    )


def draft_person(record: Fields) -> Person:
    """Read a user; of several companies the first is the one that they speak for."""
    companies = [each.text("id") for each in record.children("companies")]
    return Person(
        file=record.file,
        row=record.row,
        external_id=record.need("id"),
        name=record.text("name"),
        email=record.text("email"),
        company=companies[0] if companies else "",
        is_inside=record.flag("isAdmin"),
    )


def draft_voter(record: Fields) -> Person:
    """Read who cast a vote."""
    return draft_person(record.child("voter"))


def draft_post(record: Fields) -> Idea:
    """Read a post."""
    tags = [each.text("name") for each in record.children("tags")]
    return Idea(
        file=record.file,
        row=record.row,
        external_id=record.need("id"),
        title=record.need("title"),
        text=record.text("details"),
        status=record.text("status"),
        tags=(*tags, record.child("category").text("name")),
        votes=record.count("score"),
    )


def draft_merged(record: Fields) -> Iterator[Idea]:
    """Read which posts were merged into one."""
    for merge in record.children("mergeHistory"):
        post = merge.child("post")
        yield Idea(
            file=record.file,
            row=record.row,
            external_id=post.need("id"),
            title=post.need("title"),
            text=post.text("details"),
            merged_into=record.need("id"),
        )


def draft_vote(record: Fields) -> Vote:
    """Read a vote; one that somebody of the company cast for a customer says who entered it."""
    voter, by = record.child("voter"), record.child("by")
    is_own = by.text("id") in {"", voter.text("id")}
    return Vote(
        file=record.file,
        row=record.row,
        person=voter.need("id"),
        idea=record.child("post").need("id"),
        voted_at=record.moment("created"),
        entered_by="" if is_own else by.text("name", "email", "id"),
    )


def draft_comment(record: Fields) -> Note:
    """Read a comment; what only the company sees, or says, comes from inside."""
    author, post = record.child("author"), record.child("post")
    is_inside = author.flag("isAdmin") or record.flag("internal") or record.flag("private")
    return Note(
        file=record.file,
        row=record.row,
        external_id=record.need("id"),
        text=record.text("value"),
        ideas=tuple(filter(None, [post.text("id")])),
        author=author.text("id"),
        kind=InsightKind.INTERNAL if is_inside else InsightKind.CUSTOMER_FEEDBACK,
        url=post.text("url"),
        occurred_at=record.moment("created"),
    )


def open_canny(archive: Archive) -> Export:
    """Take ARCHIVE as pages of lists.

    :raises FileRefusedError: when there are no posts in it.
    """
    if not any(name.lower().startswith("posts") for name in archive.members):
        refuse(archive.path, _("there is no %(name)s in this.") % {"name": "posts.json"})
    return CannyExport(archive)


CANNY: Final = Tool(
    name="canny",
    title="Canny",
    takes="a directory or zip of the answers of its API, such as posts.json and votes-1.json",
    open=open_canny,
    stages={
        "open": LifecycleStage.CONCEPTION,
        "under review": LifecycleStage.DISCOVERY,
        "planned": LifecycleStage.VALIDATION,
        "in progress": LifecycleStage.DEVELOPMENT,
        "complete": LifecycleStage.LAUNCH,
        "closed": LifecycleStage.DECLINED,
    },
    columns={
        Company: {"external_id": "id", "annual_value": "monthlySpend"},
        Person: {"external_id": "id"},
        Idea: {"external_id": "id", "name": "title", "summary": "details"},
        Vote: {"person": "voter.id", "idea": "post.id", "stakeholder": "voter.id"},
        Note: {"external_id": "id", "body": "value", "title": "value"},
    },
)
