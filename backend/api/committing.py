"""Committing teams to objectives, and saying that these were achieved, as GraphQL mutations."""

from datetime import datetime

import strawberry
from django.utils.translation import gettext
from strawberry import ID, Maybe

from backend.api import advocacy, types
from backend.api.fields import mutation
from backend.api.inputs import needed, of, read_entry
from backend.api.mutations import Given
from backend.api.once import Echoed, Keyed
from backend.api.payloads import Told, UserError, shown, write
from backend.api.payloads import of as payload_of
from backend.api.rallying import find_rows
from products import models as catalogue
from products.faults import RowsRefusedError
from products.models import Objective
from products.objectives import achieve, reopen
from stakeholders.advocacy import commit, withdraw_commitment
from stakeholders.models import Group
from stakeholders.talks import Pledge


@strawberry.input(description="What a team contributes to an objective, in a sentence.")
class CommitToObjectiveInput(Keyed):
    """One commitment."""

    objective: ID = needed("The id of the objective.")
    team: ID = needed("The id of the team.")
    statement: str = needed("What the team will do, in a sentence.")


@strawberry.input(description="Which team contributes to which objective no more.")
class WithdrawCommitmentInput(Keyed):
    """One commitment."""

    objective: ID = needed("The id of the objective.")
    team: ID = needed("The id of the team.")


@strawberry.input(description="Which objective was achieved, and when.")
class AchieveObjectiveInput(Keyed):
    """One objective."""

    objective: ID = needed("The id of the objective.")
    achieved_at: Maybe[datetime | None] = of(
        catalogue.Objective, "achieved_at", "Now, or as before, when left out."
    )


@strawberry.input(description="Which objective is to be achieved after all.")
class ReopenObjectiveInput(Keyed):
    """One objective."""

    objective: ID = needed("The id of the objective.")


@strawberry.type(description="What a team contributes to an objective.")
class CommitToObjectivePayload(Told):
    """The answer to `commitToObjective`."""

    commitment: advocacy.Commitment | None = payload_of("commitment")


@strawberry.type(description="A commitment that was taken back.")
class WithdrawCommitmentPayload(Echoed):
    """The answer to `withdrawCommitment`."""

    removed: bool = strawberry.field(description="Whether the team had committed itself.")
    objective: types.Objective | None = payload_of("objective")
    errors: list[UserError] = strawberry.field(description="What has to be mended.")


@strawberry.type(description="An objective that was achieved.")
class AchieveObjectivePayload(Told):
    """The answer to `achieveObjective`."""

    objective: types.Objective | None = payload_of("objective")


@strawberry.type(description="An objective that is to be achieved.")
class ReopenObjectivePayload(Told):
    """The answer to `reopenObjective`."""

    objective: types.Objective | None = payload_of("objective")


@strawberry.type(description="What can be changed.")
class CommittingMutations:
    """Committing, and achieving."""

    @mutation(
        "Write down what a team contributes to an objective. Other words than before have to be "
        "acknowledged anew, by `acknowledgeObjective`; the same again changes nothing."
    )
    def commit_to_objective(self, given: Given[CommitToObjectiveInput]) -> CommitToObjectivePayload:
        """Commit one team."""
        found, errors = find_rows(given, objective=Objective, team=Group)
        if errors:
            return CommitToObjectivePayload(commitment=None, outcome=None, errors=errors)
        done = write(lambda: [commit(**found, pledge=read_statement(given))])
        return CommitToObjectivePayload(commitment=done.row, **done.rest)

    @mutation("Take back what a team was to contribute to an objective, acknowledged or not.")
    def withdraw_commitment(
        self, given: Given[WithdrawCommitmentInput]
    ) -> WithdrawCommitmentPayload:
        """Withdraw one commitment."""
        found, errors = find_rows(given, objective=Objective, team=Group)
        removed = not errors and withdraw_commitment(**found)
        objective = None if errors else shown(found["objective"])
        return WithdrawCommitmentPayload(removed=removed, objective=objective, errors=errors)

    @mutation("Say that an objective was achieved, and when; the same again changes nothing.")
    def achieve_objective(self, given: Given[AchieveObjectiveInput]) -> AchieveObjectivePayload:
        """Achieve one objective."""
        found, errors = find_rows(given, objective=Objective)
        if errors:
            return AchieveObjectivePayload(objective=None, outcome=None, errors=errors)
        done = write(lambda: [achieve(**found, **read_entry(given, "objective"))])
        return AchieveObjectivePayload(objective=done.row, **done.rest)

    @mutation("Say that an objective is still to be achieved; the same again changes nothing.")
    def reopen_objective(self, given: Given[ReopenObjectiveInput]) -> ReopenObjectivePayload:
        """Reopen one objective."""
        found, errors = find_rows(given, objective=Objective)
        if errors:
            return ReopenObjectivePayload(objective=None, outcome=None, errors=errors)
        done = write(lambda: [reopen(**found)])
        return ReopenObjectivePayload(objective=done.row, **done.rest)


def read_statement(given: CommitToObjectiveInput) -> Pledge:
    """Read what GIVEN says a team contributes, which nobody stands by yet.

    :raises RowsRefusedError: when it says nothing.
    """
    if not given.statement.strip():
        told = gettext("Say what the team contributes.")
        raise RowsRefusedError.of("statement", "REQUIRED", told)
    return Pledge(statement=given.statement)
