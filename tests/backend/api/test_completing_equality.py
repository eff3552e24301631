"""What written functions answer is what graphql-core answers, byte for byte, errors and all."""

import os
from datetime import timedelta
from typing import Any, Final

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as terms
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from backend.api import allowances
from backend.api.schema import schema
from products.models import Decision, Feature, Insight, Product, StageChange
from stakeholders.models import AlignmentScore, Group, Stance
from stakeholders.preferences import state
from stakeholders.statements import Statement
from tests.backend.api.asking import id_of
from tests.backend.api.completing import answer, answer_plainly, completions
from tests.backend.api.documents import documents
from tests.builders import (
    build_account,
    build_feature,
    build_objective,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

EXAMPLES: Final = int(os.environ.get("COMPLETING_EXAMPLES", "200"))
DOCUMENTS: Final = documents(schema._schema)  # noqa: SLF001 -- strawberry has no public name for it
KEYS: Final = st.sampled_from(["x", "y", "none"])


def build_world() -> list[Any]:
    """Build a little of everything, with tags that are no texts, and give some of the rows."""
    product, team, segment = build_product("x"), build_team(), build_segment()
    build_product("y")
    account = build_account(segment=segment)
    people = [build_stakeholder(team=team), build_stakeholder(account=account)]
    features = [build_feature(f"f{n}", product=product) for n in range(4)]
    build_feature("merged", product=product, merged_into=features[0])
    spoken = [
        Statement(stakeholder=person.pk, feature=feature.pk, stance=stance)
        for person, stances in zip(people, ([2, -1, 0], [1, 2, -2]), strict=True)
        for feature, stance in zip(features, map(Stance, stances), strict=False)
    ]
    state(spoken, actor="tests")
    surround(product, features)
    return [product, team, segment, account, *people, *features]


def surround(product: Product, features: list[Feature]) -> None:
    """Build what else there is about FEATURES of PRODUCT, and spoil the tags of some."""
    now = timezone.now()
    for tags, feature in zip((["a", "b"], ["a", None], [{"a": 1}], "a"), features, strict=True):
        Feature.objects.filter(pk=feature.pk).update(tags=tags)
        build_objective(product=product).features.add(feature)
        insight = Insight.objects.create(product=product, kind="INTERNAL", title="seen")
        insight.features.add(feature)
        Decision.objects.create(
            feature=feature, outcome="DEFER", rationale="ü", decided_by="us", decided_at=now
        ).insights.add(insight)
        StageChange.objects.create(
            feature=feature, from_stage="CONCEPTION", to_stage="DISCOVERY", reason="new", actor="us"
        )


@st.composite
def variables(draw: st.DrawFn, ids: list[str]) -> dict[str, Any]:
    """Make values for all variables that a document may have."""
    return {
        "some": draw(st.sampled_from([None, 0, 1, 3, 101])),
        "cursor": draw(st.sampled_from([None, "bad"])),
        "key": draw(KEYS),
        "id": draw(st.sampled_from([*ids, "bad"])),
        "yes": draw(st.booleans()),
        "no": draw(st.booleans()),
    }


def change(name: str) -> None:
    """Change a little here and there, by NAME, past all doors."""
    Feature.objects.filter(key="f0").update(name=name)
    Product.objects.filter(key="x").update(vision=name)
    Group.objects.filter(kind="TEAM").update(name=name)
    AlignmentScore.objects.filter(feature__key="f1").update(voices=len(name))


@pytest.fixture
def _free(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let callers ask as often as they like, and show them no numbers that differ each time."""
    settings.COST_PER_HOUR_ANONYMOUS = 10**9
    monkeypatch.setattr(allowances, "show_allowance", lambda _: None)


@pytest.mark.usefixtures("_free")
def test_what_is_written_answers_as_graphql_core_does() -> None:
    ids = [id_of(row) for row in build_world()]
    written: list[bool] = []  # whether a function completed something, and none was given up

    @terms(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(
        document=DOCUMENTS,
        first=variables(ids),
        second=variables(ids),
        name=st.text("xyz", min_size=1),
    )
    def check(document: str, first: dict[str, Any], second: dict[str, Any], name: str) -> None:
        wanted = [answer_plainly(document, each) for each in (first, second)]

        got = [answer(document, first)]
        with completions() as kept:
            got += [answer(document, each) for each in (first, second)]

        written.append(any(kept) and all(kept))
        assert got == [wanted[0], *wanted]
        assert [answer(document, each) for each in (first, second) * 3] == wanted * 3
        change(name)
        wanted = [answer_plainly(document, each) for each in (first, second)]
        assert [answer(document, each) for each in (first, second) * 2] == wanted * 2

    check()
    assert sum(written) > len(written) / 3


def test_an_answer_that_was_kept_is_left_when_its_score_or_a_group_changes() -> None:
    build_world()
    document = "{ features { nodes { alignment { breakdown { group { name } name heard } } } } }"
    answers = [answer(document) for _ in range(3)]

    Group.objects.update(name="another")
    renamed = answer(document)
    person = build_stakeholder(team=Group.objects.get(kind="TEAM"))
    said = Statement(stakeholder=person.pk, feature=Feature.objects.get(key="f0").pk, stance=2)
    state([said], actor="tests")
    moved = answer(document)

    assert renamed not in answers
    assert moved not in {renamed, *answers}
    assert moved == answer_plainly(document)


@pytest.mark.parametrize("names", ["id stances { id support }", "name", "support kind agreement"])
def test_the_past_is_told_anew(names: str) -> None:
    build_world()
    moment = (timezone.now() + timedelta(seconds=1)).isoformat()
    document = (
        f'query Q {{ features {{ nodes {{ alignmentAt(date: "{moment}") '
        f"{{ breakdown {{ {names} }} }} }} }} }}"
    )

    answers = [answer(document) for _ in range(3)]

    assert set(answers) == {answer_plainly(document)}
