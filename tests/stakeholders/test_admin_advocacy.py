"""What curators edit of champions, outreach and commitments holds as what the domain writes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from stakeholders.models import Champion, Commitment, Outreach
from tests.admin_pages import edit, log_in
from tests.builders import build_feature, build_objective, build_stakeholder, build_team

pytestmark = pytest.mark.django_db

MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOT_YET = "This has not come yet."
STOOD_BY = ("statement", "acknowledged_by", "acknowledged_at")


@pytest.fixture
def browser() -> Client:
    return log_in()


@pytest.fixture
def champion() -> Champion:
    person, feature = build_stakeholder(), build_feature()
    return Champion.objects.create(stakeholder=person, feature=feature, since_date=MARCH.date())


@pytest.fixture
def talk() -> Outreach:
    return Outreach.objects.create(
        feature=build_feature(), group=build_team(), contacted_by="Ada", contacted_at=MARCH
    )


def build_commitment(by: str = "") -> Commitment:
    """Build the commitment of a team, which BY has stood by since March."""
    return Commitment.objects.create(
        team=build_team(),
        objective=build_objective(),
        statement="We draw it.",
        acknowledged_by=by,
        acknowledged_at=MARCH if by else None,
    )


def read_commitment() -> tuple[str, str, datetime | None]:
    """Give the words of the only commitment, who stands by it and since when."""
    told: tuple[str, str, datetime | None] = Commitment.objects.values_list(*STOOD_BY).get()
    return told


def tomorrow() -> date:
    """Give the day after today."""
    return timezone.localdate() + timedelta(days=1)


def test_a_commitment_is_acknowledged_by_a_name_alone(browser: Client) -> None:
    before = timezone.now()

    answer = edit(browser, build_commitment(), acknowledged_by="Ada")

    words, by, at = read_commitment()
    assert answer.complaints == []
    assert (words, by) == ("We draw it.", "Ada")
    assert at is not None
    assert before <= at <= timezone.now()


def test_other_words_have_to_be_acknowledged_anew(browser: Client) -> None:
    answer = edit(browser, build_commitment("Ada"), statement="We build it.")

    assert answer.complaints == []
    assert read_commitment() == ("We build it.", "", None)


def test_another_name_stands_by_it_since_now(browser: Client) -> None:
    edit(browser, build_commitment("Ada"), statement="We build it.", acknowledged_by="Bo")

    words, by, at = read_commitment()
    assert (words, by) == ("We build it.", "Bo")
    assert at is not None
    assert at > MARCH


def test_the_same_words_stay_acknowledged(browser: Client) -> None:
    edit(browser, build_commitment("Ada"))

    assert read_commitment() == ("We draw it.", "Ada", MARCH)


def test_other_words_beside_the_objective_have_to_be_acknowledged_anew(browser: Client) -> None:
    commitment = build_commitment("Ada")

    answer = edit(browser, commitment.objective, **{"commitments-0-statement": "We build it."})

    assert answer.complaints == []
    assert read_commitment() == ("We build it.", "", None)


def test_nobody_stands_by_a_commitment_since_tomorrow(browser: Client) -> None:
    answer = edit(browser, build_commitment("Ada"), acknowledged_at_0=f"{tomorrow()}")

    assert answer.complaints == [NOT_YET]
    assert read_commitment() == ("We draw it.", "Ada", MARCH)


def test_nobody_comes_to_speak_since_tomorrow(browser: Client, champion: Champion) -> None:
    answer = edit(browser, champion, since_date=f"{tomorrow()}")

    assert answer.complaints == [NOT_YET]
    assert Champion.objects.get().since_date == MARCH.date()


def test_a_conversation_does_not_move_to_tomorrow(browser: Client, talk: Outreach) -> None:
    answer = edit(browser, talk, contacted_at_0=f"{tomorrow()}")

    assert answer.complaints == [NOT_YET]
    assert Outreach.objects.get().contacted_at == MARCH


def test_a_champion_holds_no_conversation_tomorrow(browser: Client, champion: Champion) -> None:
    sent = {
        "feature": champion.feature_id,
        "group": build_team().pk,
        "contacted_by": "Ada",
        "contacted_at_0": f"{tomorrow()}",
        "contacted_at_1": "10:00",
        "result": "OPEN",
    }
    inline = {f"outreach-0-{name}": value for name, value in sent.items()}

    answer = edit(browser, champion, **inline, **{"outreach-TOTAL_FORMS": 1})

    assert answer.complaints == [NOT_YET]
    assert Outreach.objects.count() == 0
