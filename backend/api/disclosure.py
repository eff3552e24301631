"""What is held about a person, for them to have, as a GraphQL type."""

import json
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from backend.access.callers import find_caller
from backend.access.errors import Code, RefusedError
from backend.access.ids import find_pks
from backend.access.people import may_tell, tell_person, write_json, write_text
from backend.access.scopes import Scope
from backend.api.fields import computed, identify
from stakeholders.models import Stakeholder


@strawberry.type(description="All that is held about a person.")
class PersonalData:
    """The answer to `personalData`."""

    id: strawberry.ID = strawberry.field(description="Names this document, for caches.")
    document: JSON = strawberry.field(
        description="All of it, by what holds it; each part is a list of rows with their columns."
    )
    text: str = strawberry.field(description="The same, to be read.")


@strawberry.type(description="What can be asked.")
class DisclosureQueries:
    """What is held about people."""

    @computed(
        "All that is held about a person, to be given to them on request; null when there is no "
        "such person. It takes `read:people` and `read:commercial` in every product."
    )
    def personal_data(
        self,
        info: strawberry.Info,
        stakeholder: Annotated[strawberry.ID, strawberry.argument(description="The person's id.")],
    ) -> PersonalData | None:
        """Tell it.

        :raises RefusedError: when whoever asks may not read of people and amounts everywhere.
        """
        caller = find_caller(info.context.request)
        if not caller.may(Scope.READ_PEOPLE):
            return None  # which was said already
        if not may_tell(caller):
            told = "This takes read:people and read:commercial in every product."
            raise RefusedError(told, code=Code.FORBIDDEN)
        keys = find_pks(Stakeholder.objects.all(), [stakeholder]).values()
        person = Stakeholder.objects.filter(pk__in=keys).select_related("login").first()
        return None if person is None else _show(person)


def _show(person: Stakeholder) -> PersonalData:
    """Show in both forms what is held about PERSON."""
    document = tell_person(person)
    return PersonalData(
        id=identify("PersonalData", person.public_id),
        document=json.loads(write_json(document)),
        text=write_text(document),
    )
