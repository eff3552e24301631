"""What each entry point takes: which scope, and in which products.

A field without a rule here keeps the schema from being built.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from backend.access.callers import Caller
from backend.access.ids import find_pks, with_key
from backend.access.scopes import Scope
from backend.access.sight import RULES, know
from products.models import Decision, Feature, Insight, Objective, Product
from stakeholders.models import (
    AlignmentChange,
    Champion,
    Commitment,
    Evidence,
    News,
    Outreach,
    Preference,
    PreferenceEvent,
    Stakeholder,
)

# Finds the keys of the products that an input is about; None when it is about all of them.
Find = Callable[[Any, Caller], "set[int] | None"]

CATALOGUE: Final = Scope.READ_ALIGNMENT
# What can be asked, by the names of the fields; None is open to everybody.
QUERIES: Final[Mapping[str, Scope | None]] = {
    **dict.fromkeys(("viewer", "rate_limit")),
    "tokens": Scope.ADMIN_ACCESS,
    "personal_data": Scope.READ_PEOPLE,
    **dict.fromkeys(("node", "nodes", "product", "feature"), CATALOGUE),
    **dict.fromkeys(("group_alignment", "roadmap", "similar_features"), CATALOGUE),
    **dict.fromkeys(("groups", "reference_weights"), CATALOGUE),
    **dict.fromkeys(("products", "objectives", "features", "stage_changes"), CATALOGUE),
    **dict.fromkeys(("insights", "decisions", "merges"), CATALOGUE),
    "commitments": RULES[Commitment].scope,
    "alignment_changes": RULES[AlignmentChange].scope,
    "changes": CATALOGUE,  # line by line, as the rows that these are about
    **dict.fromkeys(("accounts", "stakeholders"), RULES[Stakeholder].scope),
    "preferences": RULES[Preference].scope,
    "preference_events": RULES[PreferenceEvent].scope,
    "evidence": RULES[Evidence].scope,
    "champions": RULES[Champion].scope,
    "outreach": RULES[Outreach].scope,
    "news": RULES[News].scope,
}
# What can be followed.
STREAMS: Final[Mapping[str, Scope]] = {"alignment_changed": RULES[AlignmentChange].scope}


@dataclass(frozen=True, slots=True)
class WriteRule:
    """Which SCOPE it takes to write, in the products that FIND finds in the input.

    None that is found is enough in any: the row is unknown, or belongs to the whole workspace.
    """

    scope: Scope
    find: Find


def anywhere(_given: object, _caller: Caller) -> set[int]:
    """Ask for the scope in any product: what is written belongs to the workspace."""
    return set()


def everywhere(_given: object, _caller: Caller) -> None:
    """Ask for the scope in all products, also those to come."""


def of_features(*names: str) -> Find:
    """Ask for the scope where the features are whose ids the fields NAMES hold."""

    def find(given: object, _caller: Caller) -> set[int]:
        pks = find_pks(Feature.objects.all(), [getattr(given, name) for name in names])
        return set(Feature.objects.filter(pk__in=pks.values()).values_list("product", flat=True))

    return find


def of_objective(given: Any, _caller: Caller) -> set[int]:  # noqa: ANN401 -- any input with one
    """Ask for the scope where the objective is that GIVEN names."""
    pks = find_pks(Objective.objects.all(), [given.objective])
    return set(Objective.objects.filter(pk__in=pks.values()).values_list("product", flat=True))


def of_decision(given: Any, _caller: Caller) -> set[int]:  # noqa: ANN401 -- any input with one
    """Ask for the scope where the decision was made that GIVEN names."""
    pks = find_pks(Decision.objects.all(), [given.decision])
    made = Decision.objects.filter(pk__in=pks.values())
    return set(made.values_list("feature__product", flat=True))


def of_insight(given: Any, _caller: Caller) -> set[int]:  # noqa: ANN401 -- any input with one
    """Ask for the scope where the insight is that GIVEN names."""
    pks = find_pks(Insight.objects.all(), [given.insight])
    return set(Insight.objects.filter(pk__in=pks.values()).values_list("product", flat=True))


def of_evidence(given: Any, _caller: Caller) -> set[int]:  # noqa: ANN401 -- any input with some
    """Ask for the scope where the preference was stated that the evidence of GIVEN shows."""
    pks = find_pks(Evidence.objects.all(), [given.evidence])
    shown = Evidence.objects.filter(pk__in=pks.values())
    return set(shown.values_list("preference__feature__product", flat=True))


def of_product(given: Any, caller: Caller) -> set[int]:  # noqa: ANN401 -- any input with one
    """Ask for the scope in the product whose key GIVEN names."""
    found = with_key(know(Product.objects.all(), caller), given.product)
    return set(found.values_list("pk", flat=True))


def of_own(given: Any, _caller: Caller) -> set[int] | None:  # noqa: ANN401 -- what writes a product
    """Ask for the scope in the product that GIVEN writes; in all of them for a new one."""
    told = {name: getattr(getattr(given, name), "value", None) for name in NAMING}
    sourced = Q(source=told["source"] or "", external_id=told["external_id"])
    named = (sourced if told["external_id"] else Q(pk=None)) | Q(key=told["key"])
    if any("\0" in (text or "") for text in told.values()):
        return None  # no database is asked for such a text
    return set(Product.objects.filter(named).values_list("pk", flat=True)) or None


NAMING: Final = ("key", "source", "external_id")
_EDIT: Final = Scope.WRITE_CATALOGUE
_GIVE: Final = Scope.ADMIN_ACCESS
_STATE: Final = Scope.WRITE_PREFERENCES

# What can be changed, by the names of the fields.
MUTATIONS: Final[Mapping[str, WriteRule]] = {
    "state_preference": WriteRule(_STATE, of_features("feature")),
    "state_preferences": WriteRule(_STATE, anywhere),  # row by row, where they are read
    "withdraw_preference": WriteRule(_STATE, of_features("feature")),
    "upsert_product": WriteRule(_EDIT, of_own),
    "upsert_objective": WriteRule(_EDIT, of_product),
    "upsert_feature": WriteRule(_EDIT, of_product),
    "upsert_insight": WriteRule(_EDIT, of_product),
    "attach_insight": WriteRule(_EDIT, of_insight),
    "detach_insight": WriteRule(_EDIT, of_insight),
    "add_evidence": WriteRule(_STATE, of_features("feature")),
    "remove_evidence": WriteRule(_STATE, of_evidence),
    "upsert_group": WriteRule(_EDIT, anywhere),
    "upsert_account": WriteRule(_EDIT, anywhere),
    "upsert_stakeholder": WriteRule(_EDIT, anywhere),
    "move_feature": WriteRule(_EDIT, of_features("feature")),
    "merge_features": WriteRule(_EDIT, of_features("feature", "into")),
    "unmerge_feature": WriteRule(_EDIT, of_features("feature")),
    "deactivate_stakeholder": WriteRule(_EDIT, anywhere),
    "activate_stakeholder": WriteRule(_EDIT, anywhere),
    "erase_stakeholder": WriteRule(_EDIT, everywhere),
    "decide": WriteRule(_EDIT, of_features("feature")),
    "review_decision": WriteRule(_EDIT, of_decision),
    "add_champion": WriteRule(_EDIT, of_features("feature")),
    "remove_champion": WriteRule(_EDIT, of_features("feature")),
    "record_outreach": WriteRule(_EDIT, of_features("feature")),
    "acknowledge_objective": WriteRule(_EDIT, of_objective),
    **dict.fromkeys(
        ("commit_to_objective", "withdraw_commitment", "achieve_objective", "reopen_objective"),
        WriteRule(_EDIT, of_objective),
    ),
    "invite": WriteRule(_GIVE, of_product),
    # Which products a token may name is for `issuing` to say.
    **dict.fromkeys(("create_token", "rotate_token", "revoke_token"), WriteRule(_GIVE, anywhere)),
}
