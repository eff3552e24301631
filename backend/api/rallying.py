"""Speaking for features, and standing by what a team contributes, as GraphQL mutations."""

from datetime import date, datetime
from typing import Any

import strawberry
from django.utils.translation import gettext
from strawberry import ID, Maybe

from backend.access.ids import find_pks
from backend.api import advocacy, enums, types
from backend.api.fields import mutation
from backend.api.inputs import needed, of, read_entry
from backend.api.mutations import Given, who
from backend.api.once import Echoed, Keyed
from backend.api.payloads import Told, UserError, shown, unknown, write
from backend.api.payloads import of as payload_of
from products.faults import RowFault, RowsRefusedError
from products.models import Feature, LogRecord, Objective
from stakeholders import models as backing
from stakeholders.advocacy import add_champion, commit, record_outreach, remove_champion
from stakeholders.models import Champion, Group, Stakeholder
from stakeholders.talks import Pledge, Talk


@strawberry.input(description="Who speaks for which feature.")
class AddChampionInput(Keyed):
    """One champion."""

    stakeholder: ID = needed("The id of whoever speaks.")
    feature: ID = needed("The id of what they speak for.")
    since_date: Maybe[date | None] = of(
        backing.Champion,
        "since_date",
        "Today, or as before, when left out.",
        empties=True,
    )


@strawberry.input(description="Who speaks for a feature no more.")
class RemoveChampionInput(Keyed):
    """One champion."""

    stakeholder: ID = needed("The id of whoever spoke.")
    feature: ID = needed("The id of what they spoke for.")


@strawberry.input(description="A conversation with a group about a feature.")
class RecordOutreachInput(Keyed):
    """One conversation."""

    feature: ID = needed("The id of what it was about.")
    group: ID = needed("The id of whoever was contacted.")
    champion: Maybe[ID | None] = of(backing.Outreach, "champion", "The id of the champion.")
    outcome: Maybe[str | None] = of(backing.Outreach, "outcome")
    result: Maybe[enums.OutreachResult | None] = of(
        backing.Outreach, "result", "OPEN when left out."
    )
    follow_up_date: Maybe[date | None] = of(backing.Outreach, "follow_up_date")
    contacted_by: Maybe[str | None] = of(
        backing.Outreach, "contacted_by", "Whoever asks, when left out."
    )
    contacted_at: Maybe[datetime | None] = of(
        backing.Outreach,
        "contacted_at",
        "Now, when left out; the same again is the same conversation.",
        empties=True,
    )


@strawberry.input(description="Which team stands by what it contributes to which objective.")
class AcknowledgeObjectiveInput(Keyed):
    """One commitment."""

    objective: ID = needed("The id of the objective.")
    team: ID = needed("The id of the team.")
    statement: Maybe[str | None] = of(
        backing.Commitment, "statement", "As it was stated, when left out."
    )
    acknowledged_by: Maybe[str | None] = of(
        backing.Commitment, "acknowledged_by", "Whoever asks, when left out."
    )


@strawberry.type(description="Somebody who speaks for a feature.")
class AddChampionPayload(Told):
    """The answer to `addChampion`."""

    champion: advocacy.Champion | None = payload_of("champion")


@strawberry.type(description="Somebody who speaks for a feature no more.")
class RemoveChampionPayload(Echoed):
    """The answer to `removeChampion`."""

    removed: bool = strawberry.field(description="Whether they spoke for it, and do so no more.")
    feature: types.Feature | None = payload_of("feature")
    errors: list[UserError] = strawberry.field(description="What has to be mended.")


@strawberry.type(description="A conversation that was written down.")
class RecordOutreachPayload(Told):
    """The answer to `recordOutreach`."""

    outreach: advocacy.Outreach | None = payload_of("conversation")


@strawberry.type(description="A commitment that somebody stands by.")
class AcknowledgeObjectivePayload(Told):
    """The answer to `acknowledgeObjective`."""

    commitment: advocacy.Commitment | None = payload_of("commitment")


@strawberry.type(description="What can be changed.")
class RallyMutations:
    """Speaking for features, and standing by commitments."""

    @mutation("Let a person speak for a feature; the same again changes nothing.")
    def add_champion(self, given: Given[AddChampionInput]) -> AddChampionPayload:
        """Add one champion."""
        found, errors = find_rows(given, stakeholder=Stakeholder, feature=Feature)
        if errors:
            return AddChampionPayload(champion=None, outcome=None, errors=errors)
        done = write(lambda: [add_champion(**found, **read_entry(given, *found))])
        return AddChampionPayload(champion=done.row, **done.rest)

    @mutation("Let a person speak for a feature no more; what they said for it is kept.")
    def remove_champion(self, given: Given[RemoveChampionInput]) -> RemoveChampionPayload:
        """Remove one champion."""
        found, errors = find_rows(given, stakeholder=Stakeholder, feature=Feature)
        removed = not errors and remove_champion(**found)
        feature = None if errors else shown(found["feature"])
        return RemoveChampionPayload(removed=removed, feature=feature, errors=errors)

    @mutation("Write down a conversation with a group about a feature, and what came of it.")
    def record_outreach(
        self, info: strawberry.Info, given: Given[RecordOutreachInput]
    ) -> RecordOutreachPayload:
        """Record one conversation."""
        found, errors = find_rows(given, feature=Feature, group=Group)
        if errors:
            return RecordOutreachPayload(outreach=None, outcome=None, errors=errors)
        done = write(lambda: [record_outreach(**found, talk=read_talk(given, who(info)))])
        return RecordOutreachPayload(outreach=done.row, **done.rest)

    @mutation(
        "Let a team stand by what it contributes to an objective: by the words that are there, or "
        "by others. The same again changes nothing."
    )
    def acknowledge_objective(
        self, info: strawberry.Info, given: Given[AcknowledgeObjectiveInput]
    ) -> AcknowledgeObjectivePayload:
        """Acknowledge one objective."""
        found, errors = find_rows(given, objective=Objective, team=Group)
        if errors:
            return AcknowledgeObjectivePayload(commitment=None, outcome=None, errors=errors)
        done = write(lambda: [commit(**found, pledge=read_pledge(given, who(info)))])
        return AcknowledgeObjectivePayload(commitment=done.row, **done.rest)


def find_rows(given: object, **models: type[LogRecord]) -> tuple[dict[str, Any], list[UserError]]:
    """Find the rows of MODELS that the fields of GIVEN with their names hold the ids of."""
    rows: dict[str, Any] = {}
    for name, model in models.items():
        known = model._default_manager.all()  # noqa: SLF001 -- generic over models
        pks = find_pks(known, [getattr(given, name)])
        rows[name] = known.filter(pk__in=pks.values()).first() if pks else None
    return rows, [unknown(name) for name, row in rows.items() if row is None]


def read_talk(given: RecordOutreachInput, caller: str) -> Talk:
    """Read what GIVEN says of a conversation, held by CALLER unless it names somebody.

    :raises RowsRefusedError: when it names no champion that there is, or null where nothing can be
        empty.
    """
    entry = {"contacted_by": caller} | read_entry(given, "feature", "group")
    named = entry.get("champion")
    if named is not None:
        pks = find_pks(Champion.objects.all(), [named])
        if not pks:
            told = gettext("There is no such champion.")
            raise RowsRefusedError([RowFault(0, "champion", "UNKNOWN", told)])
        entry["champion"] = Champion.objects.select_related("feature").get(pk=pks[named])
    if "result" in entry:
        entry["result"] = backing.OutreachResult(entry["result"])
    return Talk(**entry)


def read_pledge(given: AcknowledgeObjectiveInput, caller: str) -> Pledge:
    """Read what GIVEN says of a commitment, which CALLER stands by unless it names somebody.

    :raises RowsRefusedError: when nobody is named, or null was given where nothing can be empty.
    """
    entry = {"acknowledged_by": caller} | read_entry(given, "objective", "team")
    if not entry["acknowledged_by"].strip():
        told = gettext("Say who stands by it for the team.")
        raise RowsRefusedError([RowFault(0, "acknowledged_by", "REQUIRED", told)])
    return Pledge(**entry)
