"""Every caller changes by every mutation what they may, and nothing else."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django.plugin import DjangoDbBlocker
from strawberry.django.context import StrawberryDjangoContext

from backend.access.callers import KEPT, Caller
from backend.access.scopes import Scope
from backend.api.schema import schema
from products.models import Decision, Feature, Insight, Objective, Product
from stakeholders.models import Evidence, Group, Stakeholder
from tests.backend.api.asking import id_of
from tests.backend.api.shielded import OTHER, OWN, build_callers, build_shielded
from tests.token_rows import build_token

pytestmark = pytest.mark.django_db

CORE: Final = schema._schema  # noqa: SLF001 -- it has no public name
STATE, EDIT = Scope.WRITE_PREFERENCES, Scope.WRITE_CATALOGUE
GIVE: Final = Scope.ADMIN_ACCESS
BRING_SIGHT: Final = {Scope.READ_ALIGNMENT, Scope.READ_PEOPLE, Scope.READ_COMMERCIAL, EDIT}
DONE, UNKNOWN = "done", "UNKNOWN"
FORBIDDEN, UNAUTHENTICATED = "FORBIDDEN", "UNAUTHENTICATED"
ROWS, ALL = "rows", "all"  # a mutation of rows, each with its fate; one about all products

Build = Callable[[str], Mapping[str, object]]  # an input about the product with a key


def feature(key: str, name: str = "f0") -> str:
    """Give the id of the feature NAME of the product KEY."""
    return id_of(Feature.objects.get(product__key=key, key=name))


def insight(key: str) -> str:
    """Give the id of the insight about the product KEY."""
    return id_of(Insight.objects.get(product__key=key, external_id="i"))


def person(start: str) -> str:
    """Give the id of the person whose name begins with START."""
    return id_of(Stakeholder.objects.get(name__startswith=start))


def token(key: str) -> str:
    """Give the id of a token for the product KEY."""
    return id_of(build_token(Product.objects.get(key=key)).token)


def group() -> str:
    """Give the id of the team."""
    return id_of(Group.objects.get(key="small"))


def statement(key: str) -> dict[str, object]:
    """Give what somebody could state in the product KEY."""
    return {"stakeholder": person("p1"), "feature": feature(key, "f1"), "stance": "OPPOSE"}


# Which scope each mutation takes, in the product of its input; a new one has to be thought of here.
CASES: Final[Mapping[str, tuple[Scope, str, Build]]] = {
    "statePreference": (STATE, "", statement),
    "statePreferences": (STATE, ROWS, lambda key: {"preferences": [statement(key)]}),
    "withdrawPreference": (
        STATE,
        "",
        lambda key: {"stakeholder": person("p0"), "feature": feature(key)},
    ),
    "upsertProduct": (EDIT, "hidden", lambda key: {"key": key, "name": "New"}),
    "upsertObjective": (EDIT, "", lambda key: {"product": key, "key": "new", "title": "New"}),
    "upsertFeature": (EDIT, "", lambda key: {"product": key, "key": "new", "name": "New"}),
    "upsertInsight": (
        EDIT,
        "",
        lambda key: (
            {"product": key, "source": "s", "externalId": "n", "title": "New"}
            | {"kind": "INTERNAL"}
        ),
    ),
    "attachInsight": (
        EDIT,
        "",
        lambda key: {"insight": insight(key), "features": [feature(key, "f1")]},
    ),
    "detachInsight": (EDIT, "", lambda key: {"insight": insight(key), "features": [feature(key)]}),
    "addEvidence": (
        STATE,
        "",
        lambda key: {"stakeholder": person("p0"), "feature": feature(key), "quote": "Yes!"},
    ),
    "removeEvidence": (
        STATE,
        "people",
        lambda key: {
            "evidence": id_of(Evidence.objects.filter(insight__product__key=key).earliest("pk"))
        },
    ),
    "upsertGroup": (EDIT, "workspace", lambda _: {"kind": "TEAM", "key": "new", "name": "New"}),
    "upsertAccount": (EDIT, "workspace", lambda _: {"key": "account-1", "name": "New"}),
    "upsertStakeholder": (EDIT, "workspace", lambda _: {"id": person("p0"), "title": "New"}),
    "moveFeature": (
        EDIT,
        "",
        lambda key: {"feature": feature(key), "stage": "DEVELOPMENT", "reason": "Now."},
    ),
    "mergeFeatures": (
        EDIT,
        "",
        lambda key: {"feature": feature(key, "f1"), "into": feature(key), "reason": "Same."},
    ),
    "unmergeFeature": (EDIT, "", lambda key: {"feature": feature(key, "f2")}),
    "deactivateStakeholder": (EDIT, "workspace", lambda _: {"stakeholder": person("p0")}),
    "activateStakeholder": (EDIT, "workspace", lambda _: {"stakeholder": person("p0")}),
    "eraseStakeholder": (EDIT, ALL, lambda _: {"stakeholder": person("p0")}),
    "decide": (
        EDIT,
        "",
        lambda key: {"feature": feature(key), "outcome": "DEFER", "rationale": "Later."},
    ),
    "reviewDecision": (
        EDIT,
        "",
        lambda key: {
            "decision": id_of(Decision.objects.get(feature__product__key=key)),
            "outcomeNote": "It did.",
        },
    ),
    "addChampion": (EDIT, "", lambda key: {"stakeholder": person("p1"), "feature": feature(key)}),
    "removeChampion": (
        EDIT,
        "",
        lambda key: {"stakeholder": person("p0"), "feature": feature(key)},
    ),
    "recordOutreach": (EDIT, "", lambda key: {"feature": feature(key), "group": group()}),
    "acknowledgeObjective": (
        EDIT,
        "",
        lambda key: {"objective": id_of(Objective.objects.get(product__key=key)), "team": group()},
    ),
    "invite": (GIVE, "hidden", lambda key: {"email": "ada@house.example", "product": key}),
    "createToken": (
        GIVE,
        "",
        lambda key: {"name": "New", "scopes": ["READ_ALIGNMENT"], "products": [key]},
    ),
    "rotateToken": (GIVE, "own", lambda key: {"token": token(key)}),
    "revokeToken": (GIVE, "own", lambda key: {"token": token(key)}),
}


@pytest.fixture(scope="module", name="shielded")
def build_once(
    django_db_setup: None,  # noqa: ARG001 -- makes the database
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[dict[str, Caller]]:
    """Build the two products once, and the callers."""
    with django_db_blocker.unblock(), transaction.atomic():
        build_shielded()
        yield build_callers()
        transaction.set_rollback(True)


def expect(caller: Caller, scope: Scope, kind: str, key: str) -> str:
    """Tell what has to become of a mutation of KIND about the product KEY that takes SCOPE."""
    held = [caller.everywhere, *caller.products.values()]
    here = caller.everywhere | (
        frozenset().union(*caller.products.values()) if key == OWN else set()
    )
    refused = FORBIDDEN if caller.is_known else UNAUTHENTICATED
    if not any(scope in each for each in held):
        return refused
    if kind == "workspace" or (kind != ALL and scope in here):
        return DONE
    if kind == ALL:
        return DONE if scope in caller.everywhere else refused
    # Elsewhere: what they see is closed to them, and what they do not see is not there.
    if kind == "people":
        return refused if Scope.READ_PEOPLE in here else UNKNOWN
    return refused if BRING_SIGHT & here or kind == "hidden" else UNKNOWN


def change(caller: Caller, name: str, given: Mapping[str, object]) -> str:
    """Let CALLER change what is GIVEN by the mutation NAME, and tell what became of it."""
    request = RequestFactory().post("/graphql")
    setattr(request, KEPT, caller)
    type_ = CORE.mutation_type.fields[name].args["input"].type
    result = schema.execute_sync(
        f"mutation ($i: {type_}) {{ {name}(input: $i) {{ errors {{ code message path }} }} }}",
        variable_values={"i": dict(given)},
        context_value=StrawberryDjangoContext(request=request, response=HttpResponse()),
    )
    if result.errors:
        (error,) = result.errors
        return str((error.extensions or {})["code"])
    assert result.data is not None
    codes = [error["code"] for error in result.data[name]["errors"]]
    return codes[0] if codes else DONE


@pytest.mark.parametrize("key", [OWN, OTHER])
@pytest.mark.parametrize("name", list(CORE.mutation_type.fields))
def test_everybody_changes_what_they_may(shielded: dict[str, Caller], name: str, key: str) -> None:
    scope, kind, build = CASES[name]
    given = build(key)

    found, expected = {}, {}
    for who, caller in shielded.items():
        with transaction.atomic():
            found[who] = change(caller, name, given)
            transaction.set_rollback(True)
        expected[who] = expect(caller, scope, kind, key)

    assert found == expected


def test_a_new_product_takes_the_right_in_all_of_them(shielded: dict[str, Caller]) -> None:
    found = {}
    for who, caller in shielded.items():
        with transaction.atomic():
            found[who] = change(caller, "upsertProduct", {"key": "new", "name": "New"})
            transaction.set_rollback(True)

    able = {who for who, outcome in found.items() if outcome == DONE}
    assert able == {"administrator", "wide token write:catalogue"}
