"""People who fall silent, speak again, or are erased, as GraphQL mutations."""

from collections.abc import Callable

import strawberry
from strawberry import ID

from backend.access.answering import get_caller
from backend.access.erasing import erase_people
from backend.access.ids import find_pks
from backend.access.roles import LastHeadError
from backend.api import types
from backend.api.fields import mutation
from backend.api.inputs import needed
from backend.api.mutations import Given, who
from backend.api.once import Echoed, Keyed
from backend.api.payloads import Told, UserError, Writing, of, unknown
from products.upserts import Outcome
from stakeholders.deactivating import activate_stakeholders, deactivate_stakeholders
from stakeholders.models import Stakeholder


@strawberry.input(description="Whose voice is taken away for a while.")
class DeactivateStakeholderInput(Keyed):
    """One person."""

    stakeholder: ID = needed("The id of the person.")


@strawberry.input(description="Who has a voice again.")
class ActivateStakeholderInput(Keyed):
    """One person."""

    stakeholder: ID = needed("The id of the person.")


@strawberry.input(description="Who is erased.")
class EraseStakeholderInput(Keyed):
    """One person."""

    stakeholder: ID = needed("The id of the person.")


@strawberry.type(description="A person whose voice was taken away for a while.")
class DeactivateStakeholderPayload(Told):
    """The answer to `deactivateStakeholder`."""

    stakeholder: types.Stakeholder | None = of("stakeholder")


@strawberry.type(description="A person who has a voice again.")
class ActivateStakeholderPayload(Told):
    """The answer to `activateStakeholder`."""

    stakeholder: types.Stakeholder | None = of("stakeholder")


@strawberry.type(description="What came of erasing a person.")
class EraseStakeholderPayload(Echoed):
    """The answer to `eraseStakeholder`."""

    erased: bool = strawberry.field(description="Whether they were there, and are no more.")
    errors: list[UserError] = strawberry.field(description="What has to be mended.")


@strawberry.type(description="What can be changed.")
class VoiceMutations:
    """Taking a voice away, giving it back, erasing."""

    @mutation(
        "Take a person's voice away for a while: what they stated is kept, and counts no more."
    )
    def deactivate_stakeholder(
        self, info: strawberry.Info, given: Given[DeactivateStakeholderInput]
    ) -> DeactivateStakeholderPayload:
        """Deactivate one person."""
        done = switch(given.stakeholder, deactivate_stakeholders, actor=who(info))
        return DeactivateStakeholderPayload(stakeholder=done.row, **done.rest)

    @mutation("Give a person's voice back: what they stated counts again.")
    def activate_stakeholder(
        self, info: strawberry.Info, given: Given[ActivateStakeholderInput]
    ) -> ActivateStakeholderPayload:
        """Activate one person."""
        done = switch(given.stakeholder, activate_stakeholders, actor=who(info))
        return ActivateStakeholderPayload(stakeholder=done.row, **done.rest)

    @mutation(
        "Erase a person on request: their name, words and preferences go, the counts stay right. "
        "This cannot be undone."
    )
    def erase_stakeholder(
        self, info: strawberry.Info, given: Given[EraseStakeholderInput]
    ) -> EraseStakeholderPayload:
        """Erase one person.

        :raises PermissionDenied: when they are something that the caller could not take from them.
        """
        pks = find_people(given.stakeholder)
        try:
            erased = erase_people(pks, by=get_caller(), actor=who(info)) > 0
        except LastHeadError as hold:
            told = UserError(code="CONFLICT", message=str(hold), path=["input", "stakeholder"])
            return EraseStakeholderPayload(erased=False, errors=[told])
        return EraseStakeholderPayload(
            erased=erased, errors=[] if erased else [unknown("stakeholder")]
        )


def find_people(text: str) -> list[int]:
    """Find the person with the global id TEXT, if there is one."""
    return list(find_pks(Stakeholder.objects.all(), [text]).values())


def switch(text: str, change: Callable[..., int], *, actor: str) -> Writing:
    """Let CHANGE be done to the person with the global id TEXT, as ACTOR; keep what came of it."""
    pks = find_people(text)
    if not pks:
        return Writing(errors=[unknown("stakeholder")])
    outcome = Outcome.CHANGED if change(pks, actor=actor) else Outcome.UNCHANGED
    return Writing(row=Stakeholder.objects.filter(pk__in=pks).first(), outcome=outcome)
