"""Reads what version 2 of Productboard's API answers: pages of entities and notes, as JSON files.

Nobody votes in Productboard: it counts notes of customers that are linked to a feature. Such a note
is the support of its user; where it is from a company alone, it is counted and not attributed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.importers.archives import Archive
from backend.integrations.importers.drafts import Company, Idea, Note, Person, Vote
from backend.integrations.importers.faults import Faults, refuse
from backend.integrations.importers.fields import Fields
from backend.integrations.importers.plain_text import read_html
from backend.integrations.importers.records import draft, draft_some, once, read_pages
from backend.integrations.importers.tools import Export, Tool
from products.lifecycle import LifecycleStage

FEATURES: Final = frozenset(("feature", "subfeature"))
PLACES: Final = ("entities", "features", "subfeatures", "companies", "users")
DATA: Final = ("data",)
ARCHIVED: Final = "archived"


@dataclass(slots=True)
class ProductboardExport(Export):
    """The answers to `entities` and `notes`, with their relationships."""

    archive: Archive
    customers: dict[str, set[str]] = field(default_factory=dict)  # of each feature, by its id

    def read_companies(self, faults: Faults) -> Iterator[Company]:
        """Yield each company."""
        yield from once(draft(self._read("company", faults=faults), draft_company, faults))

    def read_people(self, faults: Faults) -> Iterator[Person]:
        """Yield each user."""
        yield from draft(self._read("user", faults=faults), draft_person, faults)

    def read_ideas(self, faults: Faults) -> Iterator[Idea]:
        """Yield each feature."""

        def build(record: Fields) -> Idea:
            return draft_feature(record, len(self.customers.get(record.text("id"), ())))

        yield from once(draft(self._read(*FEATURES, faults=faults), build, faults))

    def read_votes(self, faults: Faults) -> Iterator[Vote]:
        """Yield each feature that a note of a user is linked to."""
        self.customers.clear()
        yield from draft_some(
            read_pages(self.archive, "notes", faults, within=DATA), self._draft, faults
        )

    def read_notes(self, faults: Faults) -> Iterator[Note]:
        """Yield each note."""
        notes = read_pages(self.archive, "notes", Faults(), within=DATA)
        yield from once(draft(notes, draft_note, faults))

    def _draft(self, record: Fields) -> Iterator[Vote]:
        """Read who is behind a note, and count them for each feature that it is linked to."""
        customers = list_targets(record, "customer")
        at = record.moment("createdAt")
        for kind, feature in list_targets(record, "link"):
            if kind not in FEATURES:
                continue
            for customer_kind, customer in customers:
                self.customers.setdefault(feature, set()).add(customer)
                if customer_kind == "user":
                    yield Vote(
                        file=record.file, row=record.row, person=customer, idea=feature, voted_at=at
                    )

    def _read(self, *types: str, faults: Faults) -> Iterator[Fields]:
        """Yield the entities of TYPES, in whichever files they are."""
        for place in PLACES:
            for record in read_pages(self.archive, place, faults, within=DATA):
                if record.values.get("type") in types:
                    yield record


def list_targets(record: Fields, kind: str) -> list[tuple[str, str]]:
    """List type and id of what the relationships of KIND lead to from RECORD.

    :raises FieldRefusedError: when they are no such relationships.
    """
    return [
        (target.text("type"), target.need("id"))
        for each in record.child("relationships").children("data")
        if each.text("type") == kind
        for target in [each.child("target")]
    ]


def draft_company(record: Fields) -> Company:
    """Read a company."""
    fields = record.child("fields")
    return Company(
        file=record.file,
        row=record.row,
        external_id=record.need("id"),
        name=fields.text("name"),
        domain=fields.text("domain"),
    )


def draft_person(record: Fields) -> Person:
    """Read a user, and the company that they are related to."""
    fields = record.child("fields")
    related = record.child("relationships").children("data")
    targets = [each.child("target") for each in related]
    companies = [each.text("id") for each in targets if each.text("type") == "company"]
    return Person(
        file=record.file,
        row=record.row,
        external_id=record.need("id"),
        name=fields.text("name"),
        email=fields.text("email"),
        company=companies[0] if companies else "",
    )


def draft_feature(record: Fields, customers: int) -> Idea:
    """Read a feature, for which the notes of so many CUSTOMERS speak."""
    fields = record.child("fields")
    tags = [each.text("name") for each in fields.children("tags")]
    return Idea(
        file=record.file,
        row=record.row,
        external_id=record.need("id"),
        title=fields.need("name"),
        text=read_html(fields.text("description")),
        status=fields.child("status").text("name"),
        tags=tuple([*tags, ARCHIVED] if fields.flag("archived") else tags),
        votes=customers,
    )


def draft_note(record: Fields) -> Note:
    """Read a note, which bears on the features that it is linked to."""
    fields = record.child("fields")
    authors = [key for kind, key in list_targets(record, "customer") if kind == "user"]
    links = list_targets(record, "link")
    return Note(
        file=record.file,
        row=record.row,
        external_id=record.need("id"),
        title=fields.text("name"),
        text=_read_content(fields),
        ideas=tuple(key for kind, key in links if kind in FEATURES),
        author=authors[0] if authors else "",
        url=record.child("links").text("html"),
        occurred_at=record.moment("createdAt"),
    )


def _read_content(fields: Fields) -> str:
    """Read what a note says: a text or, of a conversation, what each side said in turn."""
    if not isinstance(fields.values.get("content"), list):
        return read_html(fields.text("content"))
    return "\n\n".join(read_html(each.text("content")) for each in fields.children("content"))


def open_productboard(archive: Archive) -> Export:
    """Take ARCHIVE as pages of answers.

    :raises FileRefusedError: when there are no features in it.
    """
    if not any(name.lower().startswith(PLACES[:3]) for name in archive.members):
        refuse(archive.path, _("there is no entities.json or features.json in this."))
    return ProductboardExport(archive)


PRODUCTBOARD: Final = Tool(
    name="productboard",
    title="Productboard",
    takes="a directory or zip of the answers of its API, such as entities-1.json and notes-1.json",
    open=open_productboard,
    stages={
        "new idea": LifecycleStage.CONCEPTION,
        "under consideration": LifecycleStage.DISCOVERY,
        "candidate": LifecycleStage.VALIDATION,
        "planned": LifecycleStage.VALIDATION,
        "in progress": LifecycleStage.DEVELOPMENT,
        "released": LifecycleStage.LAUNCH,
        "won't do": LifecycleStage.DECLINED,
    },
    columns={
        Company: {"external_id": "id", "name": "fields.name"},
        Person: {"external_id": "id", "name": "fields.name", "email": "fields.email"},
        Idea: {"external_id": "id", "name": "fields.name", "summary": "fields.description"},
        Vote: {"person": "relationships", "idea": "relationships", "stakeholder": "relationships"},
        Note: {"external_id": "id", "title": "fields.name", "body": "fields.content"},
    },
)
