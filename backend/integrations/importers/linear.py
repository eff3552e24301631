"""Reads what Linear exports: issues as CSV, and customer needs as its API answers them in JSON.

Nobody votes in Linear. A need says that a customer wants an issue, and not who there: customers are
counted for each issue, what they said is an insight, and what they pay is what they weigh.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from backend.integrations.importers.archives import Archive, Member
from backend.integrations.importers.drafts import Company, Idea, Note, Vote
from backend.integrations.importers.faults import Faults, refuse
from backend.integrations.importers.fields import Fields
from backend.integrations.importers.reading import open_sheet
from backend.integrations.importers.records import draft, once, read_csv, read_json
from backend.integrations.importers.tools import Export, Tool
from products.lifecycle import LifecycleStage

ID: Final = ("ID", "Id", "Id(ID)")
STATUS: Final = ("Status", "State")
# Where an answer of its API holds the list of needs.
WITHIN: Final = ("data", "customerNeeds", "nodes")
ARCHIVED: Final = "archived"


@dataclass(slots=True)
class LinearExport(Export):
    """Issues, and the needs of customers where they were fetched as well."""

    archive: Archive
    issues: Sequence[Member]
    needs: Sequence[Member]
    customers: dict[str, set[str]] = field(default_factory=dict)  # of each issue, by its id

    def read_companies(self, faults: Faults) -> Iterator[Company]:
        """Yield each customer that needs anything."""
        yield from once(draft(self._read_needs(faults), draft_customer, faults))

    def read_votes(self, faults: Faults) -> Iterator[Vote]:  # noqa: ARG002 -- told with the customers
        """Yield none, and count the customers of each issue."""
        self.customers.clear()
        for record in self._read_needs(Faults()):
            issue, customer = read_need(record)
            if issue and customer:
                self.customers.setdefault(issue, set()).add(customer)
        yield from ()

    def read_ideas(self, faults: Faults) -> Iterator[Idea]:
        """Yield each issue."""
        for member in self.issues:
            records = read_csv(self.archive, member, faults)
            yield from draft(records, self._draft_issue, faults)

    def read_notes(self, faults: Faults) -> Iterator[Note]:
        """Yield what each customer said of what they need."""
        yield from once(draft(self._read_needs(Faults()), draft_note, faults))

    def _draft_issue(self, record: Fields) -> Idea:
        """Read an issue."""
        record.need("Title")
        key = record.need(*ID)
        tags = record.said("Labels").split(", ")
        return Idea(
            file=record.file,
            row=record.row,
            external_id=key,
            title=record.said("Title"),
            text=record.said("Description"),
            status=record.said(*STATUS),
            tags=tuple([*tags, ARCHIVED] if record.text("Archived") else tags),
            votes=len(self.customers.get(key, ())) if self.needs else None,
        )

    def _read_needs(self, faults: Faults) -> Iterator[Fields]:
        for member in self.needs:
            yield from read_json(self.archive, member, faults, within=WITHIN)


def read_need(record: Fields) -> tuple[str, str]:
    """Tell issue and customer of a need, by id; empty where one is not told, or is no object."""
    issue, customer = record.values.get("issue"), record.values.get("customer")
    if not isinstance(issue, dict) or not isinstance(customer, dict):
        return "", ""
    return str(issue.get("identifier") or issue.get("id") or ""), find_id(customer)


def find_id(customer: dict[str, Any]) -> str:
    """Give what CUSTOMER is known by: the id in Linear, or else elsewhere, or the name."""
    known = [customer.get("id"), *(customer.get("externalIds") or ()), customer.get("name")]
    return next((str(key) for key in known if isinstance(key, str) and key), "")


def draft_customer(record: Fields) -> Company | None:
    """Read the customer of a need; their tier is the kind of customer that they are."""
    customer = record.child("customer")
    if not customer.values:
        return None
    ids, domains = customer.texts("externalIds"), customer.texts("domains")
    tier = customer.values.get("tier")
    return Company(
        file=record.file,
        row=record.row,
        external_id=customer.text("id") or next(iter(ids), "") or customer.need("name"),
        name=customer.text("name"),
        domain=next(iter(domains), ""),
        annual_value=customer.amount("revenue"),
        segment=customer.child("tier").text("displayName", "name")
        if isinstance(tier, dict)
        else customer.text("tier"),
    )


def draft_note(record: Fields) -> Note | None:
    """Read what a customer said of what they need."""
    issue = record.child("issue").text("identifier", "id")
    text = record.text("body")
    if not text:
        return None
    return Note(
        file=record.file,
        row=record.row,
        external_id=record.text("id") or f"{issue}:{read_need(record)[1]}",
        text=text,
        ideas=(issue,) if issue else (),
        url=record.text("url"),
        occurred_at=record.moment("createdAt"),
    )


def open_linear(archive: Archive) -> Export:
    """Take the CSV in ARCHIVE as issues, and the JSON as needs.

    :raises FileRefusedError: when there are no issues in it.
    """
    issues = [
        member
        for member in archive.list_by(".csv")
        if {"Title", *open_sheet(member).columns} == set(open_sheet(member).columns)
    ]
    if not issues:
        told = _("there is no CSV of issues, with a column %(column)s, in this.")
        refuse(archive.path, told % {"column": "Title"})
    return LinearExport(archive, issues, archive.list_by(".json"))


LINEAR: Final = Tool(
    name="linear",
    title="Linear",
    takes="its CSV of issues, or a directory or zip of it and of customerNeeds.json",
    open=open_linear,
    stages={
        "triage": LifecycleStage.CONCEPTION,
        "backlog": LifecycleStage.CONCEPTION,
        "icebox": LifecycleStage.CONCEPTION,
        "todo": LifecycleStage.VALIDATION,
        "in progress": LifecycleStage.DEVELOPMENT,
        "in review": LifecycleStage.DEVELOPMENT,
        "done": LifecycleStage.LAUNCH,
        "canceled": LifecycleStage.DECLINED,
        "duplicate": LifecycleStage.DECLINED,
    },
    columns={
        Company: {"external_id": "customer.id", "annual_value": "customer.revenue"},
        Idea: {"external_id": "ID", "name": "Title", "summary": "Description"},
        Note: {"external_id": "id"},
    },
)
