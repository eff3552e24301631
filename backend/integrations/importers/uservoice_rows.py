"""Reads rows that UserVoice exports: ideas with voters, their analysis, and traits of users."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.importers.drafts import Company, Idea, Person, Vote
from backend.integrations.importers.fields import Fields

MONTHS: Final = Decimal(12)
# What a file has to have to be one of each kind, by the names that versions have given it.
IDEA: Final = ("Idea Id", "Idea ID")
SUGGESTION: Final = ("suggestion.id",)
EMAIL: Final = ("external_user.email_address", "user.email_address", "external_user.email")
VOTER: Final = ("User Email Address", "User Email", *EMAIL)
ACCOUNT: Final = ("account.external_id", "account.id")
SUPPORTERS: Final = ("suggestion.supporters_count", "suggestion.votes_count")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion(Idea):
    """An idea of the analysis, whose columns have other names."""


def keep_first(records: Iterator[Fields], names: Sequence[str]) -> Iterator[Fields]:
    """Yield the first of RECORDS for each id, which one of NAMES holds; none without an id.

    That one is missing is told where votes are read.
    """
    seen = {""}
    for record in records:
        key = record.text(*names)
        if key not in seen:
            seen.add(key)
            yield record


def draft_account(record: Fields) -> Company | None:
    """Read the account that a user speaks for, if they do."""
    key, rate = record.said(*ACCOUNT), record.amount("account.monthly_rate", "account.mrr")
    if not key:
        return None
    return Company(
        file=record.file,
        row=record.row,
        external_id=key,
        name=record.said("account.name"),
        annual_value=None if rate is None else rate * MONTHS,
        segment=record.said("account.plan"),
    )


def draft_user(record: Fields) -> Person | None:
    """Read a user; whoever has no email is nobody that a vote could name."""
    email = record.said(*EMAIL).lower()
    if not email:
        return None
    return Person(
        file=record.file,
        row=record.row,
        external_id=email,
        name=record.said("external_user.name", "user.name"),
        email=email,
        company=record.said(*ACCOUNT),
    )


def draft_creator(record: Fields) -> Person | None:
    """Read whose idea it was: the only ones that this file knows by name."""
    email = record.said("Idea Creator Email Address", "Idea Creator Email").lower()
    name = record.said("Idea Creator Name")
    return _draft_person(record, email, name) if email and name else None


def draft_voter(record: Fields) -> Person | None:
    """Read who voted, unless nobody knows."""
    email = record.said(*VOTER).lower()
    return _draft_person(record, email) if email else None


def draft_vote(record: Fields) -> Vote | None:
    """Read a vote, unless nobody knows whose it is."""
    idea, email = record.need(*IDEA, *SUGGESTION), record.said(*VOTER).lower()
    if not email:
        return None
    return Vote(
        file=record.file,
        row=record.row,
        person=email,
        idea=idea,
        voted_at=record.moment("Linked Idea Creation Date", "supporter.created_timestamp"),
    )


def draft_idea(record: Fields) -> Idea:
    """Read an idea, which each of its voters repeats; its category is a tag as well."""
    record.need("Idea Title", "Title")
    return Idea(
        file=record.file,
        row=record.row,
        external_id=record.need(*IDEA),
        title=record.said("Idea Title", "Title"),
        text=record.said("Idea Description", "Description"),
        status=record.said("Public Status Name", "Status"),
        tags=(*read_labels(record, "Labels"), record.said("Category Name", "Category")),
        votes=record.count("Voters Count", "Votes Count"),
    )


def draft_suggestion(record: Fields) -> Suggestion:
    """Read an idea of the analysis."""
    record.need("suggestion.title")
    labels = read_labels(record, "suggestion.labels.name")
    return Suggestion(
        file=record.file,
        row=record.row,
        external_id=record.need(*SUGGESTION),
        title=record.said("suggestion.title"),
        text=record.said("suggestion.body"),
        status=record.said("suggestion.status.name"),
        tags=(*labels, record.said("suggestion.category.name")),
        votes=record.count(*SUPPORTERS),
        merged_into=record.text("suggestion.parent.id"),
    )


def read_labels(record: Fields, name: str) -> tuple[str, ...]:
    """Read the labels in NAME, a list in JSON or with commas between them.

    :raises FieldRefusedError: when they are a list of something else.
    """
    text = record.said(name)
    if not text.startswith("["):
        return tuple(text.split(","))
    try:
        labels = json.loads(text)
    except (ValueError, RecursionError):
        raise record.refuse(name, _("this is no list of texts.")) from None
    if not all(isinstance(label, str) for label in labels):
        raise record.refuse(name, _("this is no list of texts."))
    return tuple(labels)


def _draft_person(record: Fields, email: str, name: str = "") -> Person:
    return Person(file=record.file, row=record.row, external_id=email, name=name, email=email)
