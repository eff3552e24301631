"""What any tool's export says, in one form: companies, people, ideas, votes and notes.

The readers of all tools yield these drafts; one writer makes rows of them. Each knows where it
stands, so that whatever is refused is told by file, row and column.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from products.models import InsightKind, Mood


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A record of an export: in which FILE it stands, and at which ROW."""

    file: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Company(Draft):
    """A customer as the tool knows it; what it does not know is None or empty, and left alone."""

    external_id: str
    name: str
    domain: str = ""
    annual_value: Decimal | None = None
    segment: str = ""  # what kind of customer it is, in the tool's own words


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Draft):
    """Somebody who may have voted; COMPANY is the external id of the one they speak for, if known.

    Whoever IS_INSIDE works for those whose product it is, as far as the tool can tell.
    """

    external_id: str
    name: str = ""
    email: str = ""
    title: str = ""
    company: str = ""
    is_inside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea(Draft):
    """What people vote on; VOTES is how many the tool counted, None where it does not say.

    MERGED_INTO is the external id of the idea that this one is a duplicate of.
    """

    external_id: str
    title: str
    text: str = ""
    status: str = ""  # in the tool's own words
    tags: tuple[str, ...] = ()
    votes: int | None = None
    merged_into: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote(Draft):
    """That PERSON backs IDEA, each by external id; ENTERED_BY is who said so in their place."""

    person: str
    idea: str
    voted_at: datetime | None = None
    entered_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Draft):
    """What somebody said about IDEAS, by external id; AUTHOR is theirs, where it is known.

    Without a TITLE its text serves as one.
    """

    external_id: str
    text: str
    title: str = ""
    ideas: tuple[str, ...] = ()
    author: str = ""
    kind: InsightKind = InsightKind.CUSTOMER_FEEDBACK
    mood: Mood = Mood.NEUTRAL
    url: str = ""
    occurred_at: datetime | None = None


@dataclass(slots=True)
class Kept:
    """What became of drafts, by external id: the keys of their ROWS; those refused have none.

    UNREADABLE are those of which no draft could be made.
    """

    rows: dict[str, int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    unreadable: set[str] = field(default_factory=set)

    def is_there(self, key: str) -> bool:
        """Tell whether the export holds KEY, whatever became of it."""
        return key in self.seen or key in self.unreadable


AnyDraft: TypeAlias = Company | Person | Idea | Vote | Note
