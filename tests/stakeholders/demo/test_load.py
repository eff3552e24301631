"""The demo as it stands in the database: loaded once for all tests of this file, then undone."""

from collections.abc import Iterator
from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Q
from pytest_django.plugin import DjangoDbBlocker

from products.models import Decision, Merge, StageChange
from stakeholders.demo.content import read_content
from stakeholders.demo.load import COUNTS, count_demo, load_demo
from stakeholders.models import (
    AlignmentChange,
    AlignmentScore,
    Champion,
    Commitment,
    Evidence,
    Group,
    Outreach,
    Preference,
    PreferenceEvent,
)
from stakeholders.verification import find_differences
from tests.stakeholders.demo.drawn import pasts

pytestmark = pytest.mark.django_db  # or there would be no database to load into

# Scores by feature, to six places; the same on every database and processor.
DIGEST = "c9f91e260ca4ad2d19f3b0cf19053296fcc77068c34ca60de03817a63b156b4c"
ANCHOR = read_content().past.anchor.date()
SHOWN = {
    "conflict-radar": "90 (84 to 93)",
    "rehearsal-recordings": "50 (41 to 60)",
    "demo-season": "17 (10 to 22)",
    "offline-schedules": "24 (15 to 30)",
    "large-print-parts": "51 (28 to 62)",
}


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001 -- makes the database
    """Load the demo once: it takes seconds. The tests read, so that one may not trip another."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert load_demo(lambda statements, _name: statements)
        yield
        transaction.set_rollback(True)


def read_score(key: str) -> AlignmentScore:
    """Read the score of the feature KEY of Cadenza."""
    return AlignmentScore.objects.get(feature__product__key="cadenza", feature__key=key)


def digest_scores() -> str:
    """Sum up all scores in a line."""
    rows = AlignmentScore.objects.order_by("feature__external_id")
    lines = [
        f"{key} {score:.6f} {low:.6f} {high:.6f}"
        for key, score, low, high in rows.values_list(
            "feature__external_id", "score", "low", "high"
        )
    ]
    return sha256("\n".join(lines).encode()).hexdigest()


def test_everything_is_there_in_the_promised_number() -> None:
    assert count_demo() == COUNTS


def test_the_scores_are_the_same_everywhere() -> None:
    assert digest_scores() == DIGEST


def test_cells_and_scores_equal_a_recount() -> None:
    assert list(find_differences()) == []


def test_loading_again_changes_nothing() -> None:
    before = set(Preference.objects.values_list("pk", "updated_at"))

    assert not load_demo(lambda statements, _name: statements)

    assert set(Preference.objects.values_list("pk", "updated_at")) == before
    assert count_demo() == COUNTS


def test_conflict_radar_is_broad_and_calm() -> None:
    score = read_score("conflict-radar")

    assert score.backing_groups >= 10
    assert (score.objecting_groups, score.contested) == (0, False)


def test_rehearsal_recordings_are_broad_but_contested() -> None:
    score = read_score("rehearsal-recordings")

    assert score.backing_groups > score.heard_groups / 2
    assert (score.objecting_groups, score.contested) == (2, True)


def test_the_demo_season_is_loved_by_one_loud_group() -> None:
    score = read_score("demo-season")
    backing = [line["group"] for line in score.breakdown if line["backing"]]

    assert list(Group.objects.filter(pk__in=backing).values_list("key", flat=True)) == ["sales"]


def test_the_demo_season_has_more_votes_than_features_that_rank_above_it() -> None:
    season = read_score("demo-season")
    in_favour = {
        score.feature.key: sum(sum(line["stances"][3:]) for line in score.breakdown)
        for score in AlignmentScore.objects.filter(
            feature__product__key="cadenza", low__gt=season.low
        ).select_related("feature")
    }
    votes = sum(sum(line["stances"][3:]) for line in season.breakdown)

    outvoted = {key for key, number in in_favour.items() if number < votes}

    assert outvoted == {"break-clock", "large-print-parts", "room-climate", "sheet-import"}


def test_offline_schedules_are_wanted_by_customers_and_not_by_the_house() -> None:
    score = read_score("offline-schedules")

    assert score.external is not None
    assert score.internal is not None
    assert score.external - score.internal > 25


def test_large_print_parts_are_hardly_heard() -> None:
    score = read_score("large-print-parts")

    assert score.provisional
    assert score.heard_groups == 2


def test_the_showcases_score_as_the_readme_says() -> None:
    scores = AlignmentScore.objects.filter(feature__key__in=SHOWN).select_related("feature")

    assert {s.feature.key: f"{s.score:.0f} ({s.low:.0f} to {s.high:.0f})" for s in scores} == SHOWN


def test_every_feature_is_scored_by_the_demos_groups_alone() -> None:
    scored = AlignmentScore.objects.filter(feature__source="demo")

    assert scored.count() == 60
    assert {len(score.breakdown) for score in scored} == {14}
    assert Group.objects.filter(source="demo", products=None).count() == 0


def test_stage_changes_bear_the_days_on_which_they_were_made() -> None:
    rows = StageChange.objects.values_list(
        "feature__product__key", "feature__key", "to_stage", "created_at"
    )

    assert set(rows) == {
        (product, feature, move.stage, move.at)
        for (product, feature), past in pasts().items()
        for move in past.moves
    }


def find_last_change(decision: Decision) -> tuple[float | None, ...]:
    """Give what the history of scores says of the feature of DECISION just before it was made."""
    past = AlignmentChange.objects.filter(feature=decision.feature)
    before = past.filter(created_at__lt=decision.decided_at).order_by("-created_at", "-pk")
    return before.values_list("score", "low", "high").first() or (None, None, None)


def test_decisions_hold_the_backing_as_it_stood_then() -> None:
    decisions = Decision.objects.select_related("feature")

    frozen = {d.pk: (d.score, d.low, d.high) for d in decisions}

    assert frozen == {d.pk: pytest.approx(find_last_change(d)) for d in decisions}
    assert Decision.objects.filter(insights=None).count() == 0
    unranked = {d.outcome for d in decisions if d.score is not None and d.rank is None}
    assert unranked == {"RETIRE"}  # what customers use has no rank


def test_one_decision_went_against_the_backing_one_is_due_and_so_is_a_follow_up() -> None:
    due = Decision.objects.filter(review_on__lte=ANCHOR, outcome_note="")

    assert [d.feature.key for d in Decision.objects.filter(against_backing=True)] == [
        "calmer-calendar"
    ]
    assert [d.feature.key for d in due] == ["desktop-client"]
    assert Outreach.objects.filter(follow_up_date__lte=ANCHOR).exists()


def test_what_was_heard_for_others_says_from_whom_when_and_where() -> None:
    entered = Preference.objects.exclude(entered_by="")

    assert entered.count() > 2_000
    bare = Q(heard_at=None) | Q(heard_in="") | Q(stakeholder__account=None)
    assert entered.filter(bare).count() == 0


def test_people_stand_behind_features_and_objectives() -> None:
    keen = Champion.objects.filter(
        stakeholder__preferences__feature=F("feature"),
        stakeholder__preferences__stance__gt=0,
    )

    assert (Champion.objects.count(), keen.count()) == (16, 16)
    assert Outreach.objects.filter(champion=None).count() < Outreach.objects.count() == 11
    assert Commitment.objects.exclude(acknowledged_at=None).count() == 13


def test_evidence_quotes_what_was_said_and_points_at_insights() -> None:
    assert Evidence.objects.exclude(insight=None).count() == 48
    assert Evidence.objects.filter(insight=None, quote="").count() == 0
    assert Evidence.objects.count() > 300


def test_the_command_says_that_the_demo_is_there_and_where_to_look() -> None:
    out = StringIO()

    call_command("demo", stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[0] == "The demo is already loaded."
    assert "20,000 preferences" in lines[1]
    assert lines[4].endswith("/accounts/login/")
    assert lines[5].startswith("No login was created")
    assert lines[-1] == "  large-print-parts: hardly heard"


def test_a_duplicate_was_merged_and_answers_under_its_old_key() -> None:
    merge = Merge.objects.standing().get()
    twin, whole = merge.feature, merge.into
    spoke = Preference.objects.filter(feature=twin).values("stakeholder")

    assert (twin.key, twin.merged_into) == ("double-booking-alarm", whole)
    assert whole.key == "conflict-radar"
    assert spoke.count() == 8
    assert Preference.objects.filter(feature=whole, stakeholder__in=spoke).count() == 8
    assert not PreferenceEvent.objects.filter(merge=merge).exists()
