"""Reads what UserVoice exports: each idea with each voter, its analysis, and traits of users.

The first has a row for each voter of each idea, so that an idea nobody voted for is missing there.
The second has a row for each idea. The third, which is also what UserVoice imports, tells for which
account a user speaks. All three may be given together, as a directory or a zip.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.importers.archives import Archive, Member
from backend.integrations.importers.drafts import Company, Idea, Person, Vote
from backend.integrations.importers.faults import Faults, refuse
from backend.integrations.importers.fields import Fields
from backend.integrations.importers.reading import open_sheet
from backend.integrations.importers.records import draft, once, read_csv
from backend.integrations.importers.tools import Export, Tool
from backend.integrations.importers.uservoice_rows import (
    EMAIL,
    IDEA,
    SUGGESTION,
    Suggestion,
    draft_account,
    draft_creator,
    draft_idea,
    draft_suggestion,
    draft_user,
    draft_vote,
    draft_voter,
    keep_first,
)
from products.lifecycle import LifecycleStage


@dataclass(slots=True)
class UserVoiceExport(Export):
    """The files of an export by what they hold: ideas with their voters, SUGGESTIONS and TRAITS."""

    archive: Archive
    ideas: Sequence[Member]
    suggestions: Sequence[Member]
    traits: Sequence[Member]

    def read_companies(self, faults: Faults) -> Iterator[Company]:
        """Yield each account, with what it pays in a year."""
        yield from once(draft(self._read(self.traits, faults), draft_account, faults))

    def read_people(self, faults: Faults) -> Iterator[Person]:
        """Yield each user, then who had an idea and is named there, and then whoever voted."""
        yield from draft(self._read(self.traits, Faults()), draft_user, faults)
        yield from draft(self._read(self.ideas, Faults()), draft_creator, Faults())
        yield from draft(self._read_voters(Faults()), draft_voter, Faults())

    def read_ideas(self, faults: Faults) -> Iterator[Idea]:
        """Yield each idea once, whichever file tells of it first."""
        yield from once(self._draft_ideas(faults))

    def read_votes(self, faults: Faults) -> Iterator[Vote]:
        """Yield each vote of which it is known who cast it."""
        yield from draft(self._read_voters(faults), draft_vote, faults)

    def _draft_ideas(self, faults: Faults) -> Iterator[Idea]:
        found = keep_first(self._read(self.ideas, Faults()), IDEA)
        yield from draft(found, draft_idea, faults, key=IDEA)
        found = keep_first(self._read(self.suggestions, Faults()), SUGGESTION)
        yield from draft(found, draft_suggestion, faults, key=SUGGESTION)

    def _read_voters(self, faults: Faults) -> Iterator[Fields]:
        yield from self._read(self.ideas, faults)
        yield from self._read(self.suggestions, faults)

    def _read(self, members: Sequence[Member], faults: Faults) -> Iterator[Fields]:
        for member in members:
            yield from read_csv(self.archive, member, faults)


def open_uservoice(archive: Archive) -> Export:
    """Tell by their columns what the files in ARCHIVE hold.

    :raises FileRefusedError: when none of them holds ideas.
    """
    kinds: dict[tuple[str, ...], list[Member]] = {IDEA: [], SUGGESTION: [], EMAIL: []}
    for member in archive.list_by(".csv"):
        columns = open_sheet(member).columns
        kind = next((kind for kind in kinds if set(kind) & set(columns)), None)
        if kind:
            kinds[kind].append(member)
    if not kinds[IDEA] and not kinds[SUGGESTION]:
        told = _("there is no CSV with a column Idea Id or suggestion.id in this.")
        refuse(archive.path, told)
    return UserVoiceExport(archive, kinds[IDEA], kinds[SUGGESTION], kinds[EMAIL])


USERVOICE: Final = Tool(
    name="uservoice",
    title="UserVoice",
    takes="a CSV export of ideas, or a directory or zip of these and of the traits of users",
    open=open_uservoice,
    stages={
        "open": LifecycleStage.CONCEPTION,
        "received": LifecycleStage.CONCEPTION,
        "new": LifecycleStage.CONCEPTION,
        "under review": LifecycleStage.DISCOVERY,
        "planned": LifecycleStage.VALIDATION,
        "started": LifecycleStage.DEVELOPMENT,
        "in progress": LifecycleStage.DEVELOPMENT,
        "completed": LifecycleStage.LAUNCH,
        "released": LifecycleStage.LAUNCH,
        "declined": LifecycleStage.DECLINED,
    },
    columns={
        Company: {
            "external_id": "account.external_id",
            "name": "account.name",
            "annual_value": "account.monthly_rate",
            "segment": "account.plan",
        },
        Person: {"external_id": "User Email Address"},
        Idea: {
            "external_id": "Idea Id",
            "name": "Idea Title",
            "summary": "Idea Description",
            "merged_into": "suggestion.parent.id",
        },
        Suggestion: {
            "external_id": "suggestion.id",
            "name": "suggestion.title",
            "summary": "suggestion.body",
        },
        Vote: {
            "person": "User Email Address",
            "idea": "Idea Id",
            "stakeholder": "User Email Address",
        },
    },
)
