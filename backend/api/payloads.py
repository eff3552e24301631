"""What mutations answer: what they wrote, and what the caller has to mend."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import strawberry
from django.utils.translation import gettext, gettext_noop

from backend.access.answering import get_caller
from backend.access.ids import with_key
from backend.access.sight import know
from backend.api import types
from backend.api.once import Echoed
from products.faults import RowFault, RowsRefusedError
from products.models import Product
from products.upserts import Outcome as Written
from products.upserts import Upserted
from stakeholders.statements import Outcome, Refusal

T = TypeVar("T")

strawberry.enum(
    Outcome,
    name="StatementOutcome",
    description="What became of a statement or withdrawal.",
)
strawberry.enum(Written, name="WriteOutcome", description="What became of a row that was written.")
MEANINGS = {
    "CREATED": "It is new.",
    "CHANGED": "It was there, and says something else now.",
    "UNCHANGED": "It was there, or was not, and still is so: nothing was written.",
    "REFUSED": "It was refused; the errors say why.",
    "WITHDRAWN": "It was there, and is no more.",
}
MISSING = {
    "champion": gettext_noop("There is no such champion."),
    "decision": gettext_noop("There is no such decision."),
    "evidence": gettext_noop("There is no such evidence."),
    "feature": gettext_noop("There is no such feature."),
    "group": gettext_noop("There is no such group."),
    "into": gettext_noop("There is no such feature."),
    "insight": gettext_noop("There is no such insight."),
    "objective": gettext_noop("There is no such objective."),
    "product": gettext_noop("There is no such product."),
    "stakeholder": gettext_noop("There is no such stakeholder."),
    "team": gettext_noop("There is no such team."),
    "token": gettext_noop("There is no such token."),
}
for _enum in (Outcome, Written):
    for _value in getattr(_enum, "__strawberry_definition__").values:  # noqa: B009 -- set above
        _value.description = MEANINGS[_value.name]


@strawberry.type(description="Something in the input that the caller has to mend.")
class UserError:
    """One mistake of the caller."""

    code: str = strawberry.field(
        description="INVALID, REQUIRED, UNKNOWN (it names nothing), FORBIDDEN or CONFLICT."
    )
    message: str = strawberry.field(description="The mistake in words.")
    path: list[str] = strawberry.field(description="The place in the arguments.")


@strawberry.type(description="A preference as it was stated.")
class StatePreferencePayload(Echoed):
    """The answer to `statePreference`."""

    preference: types.Preference | None = strawberry.field(
        default=None,
        description="The preference as it stands; null when it was refused, and without "
        "read:people.",
    )
    outcome: Outcome = strawberry.field(description="What became of it.")
    errors: list[UserError] = strawberry.field(description="What has to be mended.")


@strawberry.type(description="What became of one of several statements.")
class StatementResult:
    """One row's fate."""

    row: int = strawberry.field(description="Its place among those sent, from 0.")
    outcome: Outcome | None = strawberry.field(
        description="What became of it; null when it was good but others undid all."
    )
    errors: list[UserError] = strawberry.field(description="What has to be mended in it.")


@strawberry.type(description="What became of several statements.")
class StatePreferencesPayload(Echoed):
    """The answer to `statePreferences`."""

    results: list[StatementResult] = strawberry.field(description="One for each row, in order.")
    errors: list[UserError] = strawberry.field(description="All that has to be mended.")


@strawberry.type(description="A preference that was withdrawn.")
class WithdrawPreferencePayload(Echoed):
    """The answer to `withdrawPreference`."""

    feature: types.Feature | None = strawberry.field(
        default=None, description="What it was about, as it is backed now."
    )
    outcome: Outcome = strawberry.field(description="What became of it.")
    errors: list[UserError] = strawberry.field(description="What has to be mended.")


@strawberry.type(description="A feature that was moved.")
class MoveFeaturePayload(Echoed):
    """The answer to `moveFeature`."""

    feature: types.Feature | None = strawberry.field(
        default=None, description="The feature where it stands now; null when it was not found."
    )
    stage_change: types.StageChange | None = strawberry.field(
        default=None, description="The move; null when it was refused."
    )
    errors: list[UserError] = strawberry.field(description="What has to be mended.")


@dataclass(frozen=True)
class Writing:
    """What came of an upsert, before it is told in the words of one noun."""

    row: Any = None
    outcome: Written | None = None
    errors: list[UserError] = field(default_factory=list)
    done: Any = None  # the whole of what the domain said, None where it refused

    @property
    def rest(self) -> dict[str, Any]:
        """Give what every payload tells beside the row."""
        return {"outcome": self.outcome, "errors": self.errors}


def of(noun: str) -> Any:  # noqa: ANN401 -- strawberry's field
    """Make the field that shows the NOUN that was written."""
    told = f"The {noun} as it stands; null when it was refused, or where the caller may not see it."
    return strawberry.field(description=told)


@strawberry.type(description="What came of writing one row.")
class Told(Echoed):
    """What the answers to all upserts share."""

    outcome: Written | None = strawberry.field(
        description="What became of it; null when it was refused."
    )
    errors: list[UserError] = strawberry.field(description="What has to be mended.")


@strawberry.type(description="A product that was written.")
class UpsertProductPayload(Told):
    """The answer to `upsertProduct`."""

    product: types.Product | None = of("product")


@strawberry.type(description="An objective that was written.")
class UpsertObjectivePayload(Told):
    """The answer to `upsertObjective`."""

    objective: types.Objective | None = of("objective")


@strawberry.type(description="A feature that was written.")
class UpsertFeaturePayload(Told):
    """The answer to `upsertFeature`."""

    feature: types.Feature | None = of("feature")


@strawberry.type(description="An insight that was written.")
class UpsertInsightPayload(Told):
    """The answer to `upsertInsight`."""

    insight: types.Insight | None = of("insight")


@strawberry.type(description="A group that was written.")
class UpsertGroupPayload(Told):
    """The answer to `upsertGroup`."""

    group: types.Group | None = of("group")


@strawberry.type(description="An account that was written.")
class UpsertAccountPayload(Told):
    """The answer to `upsertAccount`."""

    account: types.Account | None = of("account")


@strawberry.type(description="A stakeholder that was written.")
class UpsertStakeholderPayload(Told):
    """The answer to `upsertStakeholder`."""

    stakeholder: types.Stakeholder | None = of("stakeholder")


def camel(name: str) -> str:
    """Write the NAME of a field as callers write it."""
    shown = name if name == "external_id" else name.removesuffix("_id")
    first, *rest = shown.split("_")
    return first + "".join(word.capitalize() for word in rest)


def tell(faults: Iterable[RowFault | Refusal], *path: str) -> list[UserError]:
    """Tell FAULTS to the caller, each under PATH."""
    return [
        UserError(code=fault.code, message=fault.message, path=["input", *path, camel(fault.field)])
        for fault in faults
    ]


def write(upsert: Callable[[], Sequence[Upserted[Any]]]) -> Writing:
    """Let UPSERT write one row, and keep what came of it."""
    try:
        (done,) = upsert()
    except RowsRefusedError as error:
        return Writing(errors=tell(error.faults))
    return Writing(row=done.row, outcome=done.outcome, done=done)


def write_in(key: str, upsert: Callable[[Product], Sequence[Upserted[Any]]]) -> Writing:
    """Let UPSERT write one row in the product with this KEY, and keep what came of it."""
    product = with_key(know(Product.objects.all(), get_caller()), key).first()
    if product is None:
        return Writing(errors=[unknown("product")])
    return write(lambda: upsert(product))


def unknown(noun: str) -> UserError:
    """Tell that the input's field NOUN names nothing."""
    return UserError(code="UNKNOWN", message=gettext(MISSING[noun]), path=["input", noun])


def shown(row: object) -> Any:  # noqa: ANN401 -- strawberry-django lets a row stand for its type
    """Show ROW as the GraphQL type of its model."""
    return row
