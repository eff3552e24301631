"""Reads what Jira and Jira Product Discovery export: issues as CSV, in which columns repeat.

Jira counts votes and does not say whose they are; who watches an issue has not voted for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.importers.archives import Archive, Member
from backend.integrations.importers.drafts import Idea
from backend.integrations.importers.faults import Faults, refuse
from backend.integrations.importers.fields import Fields
from backend.integrations.importers.reading import open_sheet
from backend.integrations.importers.records import draft, read_csv
from backend.integrations.importers.tools import Export, Tool
from products.lifecycle import LifecycleStage

SUMMARY: Final = ("Summary", "Title", "Issue summary")
KEY: Final = ("Issue key", "Issue Key", "Key")
VOTES: Final = ("Votes", "Custom field (Votes)", "Vote count", "Custom field (Vote count)")
DUPLICATES: Final = ("Outward issue link (Duplicate)", "Outward issue link (Duplicates)")
TAGS: Final = ("Labels", "Label", "Components", "Component/s", "Custom field (Labels)")


@dataclass(slots=True)
class JiraExport(Export):
    """Issues; KEYS are those of all of them, which a link may lead to."""

    archive: Archive
    issues: Sequence[Member]
    keys: set[str] = field(default_factory=set)

    def read_ideas(self, faults: Faults) -> Iterator[Idea]:
        """Yield each issue."""
        self.keys = {record.text(*KEY) for record in self._read(Faults())}
        yield from draft(self._read(faults), self._draft_issue, faults, key=KEY)

    def _draft_issue(self, record: Fields) -> Idea:
        """Read an issue; a duplicate of one that is not in the export stands for itself."""
        key = record.need(*KEY)
        links = [link for name in DUPLICATES for link in record.all(name)]
        return Idea(
            file=record.file,
            row=record.row,
            external_id=key,
            title=record.need(*SUMMARY),
            text=record.text("Description"),
            status=record.text("Status", "Custom field (Status)"),
            tags=tuple(
                tag for name in TAGS for each in record.all(name) for tag in each.split(",")
            ),
            votes=record.count(*VOTES),
            merged_into=next((link for link in links if link in self.keys and link != key), ""),
        )

    def _read(self, faults: Faults) -> Iterator[Fields]:
        for member in self.issues:
            yield from read_csv(self.archive, member, faults, repeats=True)


def open_jira(archive: Archive) -> Export:
    """Take each CSV with a summary in ARCHIVE as issues.

    :raises FileRefusedError: when there is none.
    """
    issues = [
        member
        for member in archive.list_by(".csv")
        if set(SUMMARY) & set(open_sheet(member, repeats=True).columns)
    ]
    if not issues:
        told = _("there is no CSV of issues, with a column %(column)s, in this.")
        refuse(archive.path, told % {"column": "Summary"})
    return JiraExport(archive, issues)


JIRA: Final = Tool(
    name="jira",
    title="Jira",
    takes="a CSV export of issues or ideas, with commas; or a directory or zip of several",
    open=open_jira,
    stages={
        "parking lot": LifecycleStage.CONCEPTION,
        "backlog": LifecycleStage.CONCEPTION,
        "open": LifecycleStage.CONCEPTION,
        "to do": LifecycleStage.CONCEPTION,
        "reopened": LifecycleStage.CONCEPTION,
        "discovery": LifecycleStage.DISCOVERY,
        "ready for delivery": LifecycleStage.VALIDATION,
        "selected for development": LifecycleStage.VALIDATION,
        "in progress": LifecycleStage.DEVELOPMENT,
        "in review": LifecycleStage.DEVELOPMENT,
        "delivery": LifecycleStage.DEVELOPMENT,
        "done": LifecycleStage.LAUNCH,
        "resolved": LifecycleStage.LAUNCH,
        "closed": LifecycleStage.LAUNCH,
        "impact": LifecycleStage.GROWTH,
        "won't do": LifecycleStage.DECLINED,
    },
    columns={
        Idea: {
            "external_id": "Issue key",
            "name": "Summary",
            "summary": "Description",
            "merged_into": "Outward issue link (Duplicate)",
        },
    },
)
