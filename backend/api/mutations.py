"""What can be changed: each mutation translates in, makes one call, and translates out."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Final, TypeVar

import strawberry

from backend.access.answering import get_caller
from backend.access.callers import find_caller, includes
from backend.access.errors import RefusedError
from backend.access.ids import find_pks
from backend.access.scopes import Scope
from backend.access.sight import keep
from backend.api import inputs, payloads
from backend.api.fields import mutation
from backend.api.inputs import NOBODY
from backend.api.payloads import camel, shown, tell, unknown, write, write_in
from products.catalogue import (
    move_feature,
    upsert_features,
    upsert_insights,
    upsert_objectives,
    upsert_products,
)
from products.faults import RowsRefusedError
from products.lifecycle import LifecycleStage, StageMoveError
from products.models import Feature
from stakeholders.membership import upsert_accounts, upsert_stakeholders
from stakeholders.models import Preference, Stakeholder
from stakeholders.preferences import state, withdraw
from stakeholders.say import upsert_groups
from stakeholders.statements import Outcome, Report, Statement, StatementsRefusedError

T = TypeVar("T")
Given = Annotated[T, strawberry.argument(name="input", description="What to write.")]

MOST_STATEMENTS: Final = 1_000


def who(info: strawberry.Info) -> str:
    """Name whoever asks, for the history."""
    return find_caller(info.context.request).name


def read_statements(
    given: Sequence[inputs.StatePreferenceInput],
    *under: str,
    forbidden: frozenset[int] = frozenset(),
) -> list[Statement]:
    """Read GIVEN, a list UNDER a field of the input or the input itself, in two queries.

    Of the rows FORBIDDEN the feature is taken for unknown.

    :raises RefusedError: when there are too many, or null was given where nothing can be empty.
    """
    if len(given) > MOST_STATEMENTS:
        raise RefusedError(
            f"At most {MOST_STATEMENTS:,} statements.", path=["input", "preferences"]
        )
    people = find_pks(Stakeholder.objects.all(), (each.stakeholder for each in given))
    features = find_pks(Feature.objects.all(), (each.feature for each in given))
    return [
        Statement(
            stakeholder=people.get(each.stakeholder, NOBODY),
            feature=NOBODY if row in forbidden else features.get(each.feature, NOBODY),
            **read_utterance(each, *under, *([str(row)] if under else [])),
        )
        for row, each in enumerate(given)
    ]


def find_forbidden(given: Sequence[inputs.StatePreferenceInput]) -> frozenset[int]:
    """Find the rows of GIVEN about features where the caller may not state anything."""
    caller = get_caller()
    if includes(caller.everywhere, Scope.WRITE_PREFERENCES):
        return frozenset()
    known = find_pks(Feature.objects.all(), (each.feature for each in given))
    open_ = keep(Feature.objects.filter(pk__in=known.values()), caller, Scope.WRITE_PREFERENCES)
    closed = set(known.values()) - set(open_.values_list("pk", flat=True))
    return frozenset(row for row, each in enumerate(given) if known.get(each.feature) in closed)


def read_utterance(given: inputs.StatePreferenceInput, *place: str) -> Any:  # noqa: ANN401 -- parts of a statement
    """Read what GIVEN, a statement at this PLACE in the input, says.

    :raises RefusedError: when null was given where nothing can be empty, or one of several
        statements has a key, for they are written together.
    """
    if place and given.client_mutation_id is not None:
        told = "Give one clientMutationId for all statements, beside them."
        raise RefusedError(told, path=["input", *place, "clientMutationId"])
    try:
        return inputs.read_entry(given, "stakeholder", "feature")
    except RowsRefusedError as error:
        fault = error.faults[0]
        path = ["input", *place, camel(fault.field)]
        raise RefusedError(fault.message, path=path) from error


def tell_results(
    report: Report, rows: int, *, written: bool, forbidden: frozenset[int] = frozenset()
) -> list[payloads.StatementResult]:
    """Tell the fate of each of ROWS rows as REPORT has it; without WRITTEN only refusals hold.

    Those FORBIDDEN were kept from being read, so that the report takes their feature for unknown.
    """
    errors: dict[int, list[payloads.UserError]] = {}
    for refusal in report.refusals:
        told = tell([refusal], "preferences", str(refusal.row))
        for error in told if refusal.row in forbidden else ():
            if error.path[-1] == "feature":
                error.code, error.message = "FORBIDDEN", "You may not state anything there."
        errors.setdefault(refusal.row, []).extend(told)
    return [
        payloads.StatementResult(
            row=row,
            outcome=Outcome.REFUSED if row in errors else report.outcomes[row] if written else None,
            errors=errors.get(row, []),
        )
        for row in range(rows)
    ]


@strawberry.type(description="What can be changed.")
class Mutation:
    """The entry points for writing."""

    @mutation("State what one stakeholder holds of one feature; the same again changes nothing.")
    def state_preference(
        self, info: strawberry.Info, given: Given[inputs.StatePreferenceInput]
    ) -> payloads.StatePreferencePayload:
        """State one preference."""
        (statement,) = read_statements([given])
        try:
            report = state([statement], actor=who(info))
        except StatementsRefusedError as error:
            return payloads.StatePreferencePayload(
                outcome=Outcome.REFUSED, errors=tell(error.report.refusals)
            )
        standing = Preference.objects.filter(
            stakeholder=statement.stakeholder, feature=statement.feature
        )
        return payloads.StatePreferencePayload(
            preference=shown(standing.first()), outcome=report.outcomes[0], errors=[]
        )

    @mutation("State up to 1,000 preferences at once: all of them or, on request, the good ones.")
    def state_preferences(
        self, info: strawberry.Info, given: Given[inputs.StatePreferencesInput]
    ) -> payloads.StatePreferencesPayload:
        """State many preferences."""
        forbidden = find_forbidden(given.preferences)
        statements = read_statements(given.preferences, "preferences", forbidden=forbidden)
        fate = partial(tell_results, rows=len(statements), forbidden=forbidden)
        try:
            report = state(statements, actor=who(info), keep_good=given.keep_good)
            results = fate(report, written=True)
        except StatementsRefusedError as error:
            results = fate(error.report, written=False)
        return payloads.StatePreferencesPayload(
            results=results, errors=[error for result in results for error in result.errors]
        )

    @mutation("Withdraw what one stakeholder has stated about one feature; its history stays.")
    def withdraw_preference(
        self, info: strawberry.Info, given: Given[inputs.WithdrawPreferenceInput]
    ) -> payloads.WithdrawPreferencePayload:
        """Withdraw one preference."""
        people = find_pks(Stakeholder.objects.all(), [given.stakeholder])
        features = find_pks(Feature.objects.all(), [given.feature])
        known = {"stakeholder": people, "feature": features}
        errors = [unknown(noun) for noun, found in known.items() if not found]
        if errors:
            return payloads.WithdrawPreferencePayload(outcome=Outcome.REFUSED, errors=errors)
        pair = (people[given.stakeholder], features[given.feature])
        report = withdraw([pair], actor=who(info))
        return payloads.WithdrawPreferencePayload(
            feature=shown(Feature.objects.get(pk=pair[1])), outcome=report.outcomes[0], errors=[]
        )

    @mutation("Write a product.")
    def upsert_product(
        self, given: Given[inputs.UpsertProductInput]
    ) -> payloads.UpsertProductPayload:
        """Write one product."""
        done = write(lambda: upsert_products([inputs.read_entry(given)]))
        return payloads.UpsertProductPayload(product=done.row, **done.rest)

    @mutation("Write an objective of a product.")
    def upsert_objective(
        self, given: Given[inputs.UpsertObjectiveInput]
    ) -> payloads.UpsertObjectivePayload:
        """Write one objective."""
        done = write_in(
            given.product,
            lambda product: upsert_objectives(product, [inputs.read_entry(given, "product")]),
        )
        return payloads.UpsertObjectivePayload(objective=done.row, **done.rest)

    @mutation("Write a feature of a product; its stage is changed by `moveFeature`.")
    def upsert_feature(
        self, given: Given[inputs.UpsertFeatureInput]
    ) -> payloads.UpsertFeaturePayload:
        """Write one feature."""
        done = write_in(
            given.product,
            lambda product: upsert_features(product, [inputs.read_entry(given, "product")]),
        )
        return payloads.UpsertFeaturePayload(feature=done.row, **done.rest)

    @mutation("Write an insight about a product.")
    def upsert_insight(
        self, given: Given[inputs.UpsertInsightInput]
    ) -> payloads.UpsertInsightPayload:
        """Write one insight."""
        done = write_in(
            given.product,
            lambda product: upsert_insights(product, [inputs.read_insight(given)]),
        )
        return payloads.UpsertInsightPayload(insight=done.row, **done.rest)

    @mutation("Write a team or segment; who has a say where may move scores.")
    def upsert_group(
        self, info: strawberry.Info, given: Given[inputs.UpsertGroupInput]
    ) -> payloads.UpsertGroupPayload:
        """Write one group."""
        done = write(lambda: upsert_groups([inputs.read_group(given)], actor=who(info)))
        return payloads.UpsertGroupPayload(group=done.row, **done.rest)

    @mutation("Write a customer account; a new value or segment moves scores.")
    def upsert_account(
        self, info: strawberry.Info, given: Given[inputs.UpsertAccountInput]
    ) -> payloads.UpsertAccountPayload:
        """Write one account."""
        done = write(lambda: upsert_accounts([inputs.read_account(given)], actor=who(info)))
        return payloads.UpsertAccountPayload(account=done.row, **done.rest)

    @mutation("Write a person; another team, account or weight moves scores.")
    def upsert_stakeholder(
        self, info: strawberry.Info, given: Given[inputs.UpsertStakeholderInput]
    ) -> payloads.UpsertStakeholderPayload:
        """Write one person."""
        done = write(lambda: upsert_stakeholders([inputs.read_person(given)], actor=who(info)))
        return payloads.UpsertStakeholderPayload(stakeholder=done.row, **done.rest)

    @mutation("Move a feature to another stage of its lifecycle, with a reason.")
    def move_feature(
        self, info: strawberry.Info, given: Given[inputs.MoveFeatureInput]
    ) -> payloads.MoveFeaturePayload:
        """Move one feature."""
        pks = find_pks(Feature.objects.all(), [given.feature])
        if not pks:
            return payloads.MoveFeaturePayload(errors=[unknown("feature")])
        feature = Feature.objects.get(pk=pks[given.feature])
        stage = LifecycleStage(given.stage.value)
        try:
            change = move_feature(feature, stage, reason=given.reason, actor=who(info))
        except ValueError as error:
            place = "stage" if isinstance(error, StageMoveError) else "reason"
            refused = payloads.UserError(code="INVALID", message=str(error), path=["input", place])
            return payloads.MoveFeaturePayload(feature=shown(feature), errors=[refused])
        return payloads.MoveFeaturePayload(
            feature=shown(change.feature), stage_change=shown(change), errors=[]
        )
