"""People are erased on request: they and their words go, the counts and the log stay right."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import User
from django.core import serializers
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from products.naming import ERASED
from stakeholders.erasing import erase_stakeholders
from stakeholders.models import (
    AlignmentChange,
    AlignmentScore,
    Champion,
    Commitment,
    Evidence,
    Outreach,
    Preference,
    PreferenceEvent,
    Stakeholder,
)
from stakeholders.preferences import state, withdraw
from stakeholders.statements import Statement
from stakeholders.verification import find_differences
from tests.builders import (
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXTS = (
    *(Stakeholder, Preference, PreferenceEvent, Evidence, Champion, Outreach, Commitment),
    *(AlignmentScore, AlignmentChange, LogEntry),
)


def write_down(*models: type[Model]) -> str:
    """Write down all rows of MODELS, with all they say."""
    return "\n".join(
        serializers.serialize("json", model._default_manager.all())  # noqa: SLF001 -- generic over models
        for model in models
    )


def speak(person: Stakeholder, actor: str) -> Preference:
    """Let PERSON state what gives them away, written by ACTOR."""
    statement = Statement(
        stakeholder=person.pk,
        feature=build_feature().pk,
        stance=2,
        importance=4,
        willingness_to_pay=Decimal("12.34"),
        reason="My boss Ruth hates it.",
        entered_by="Ada Lovelace",
        heard_at=NOON,
        heard_in="At Ruth's desk",
        stated_at=NOON,
    )
    state([statement], actor=actor)
    return Preference.objects.get(stakeholder=person)


def build_ada() -> Stakeholder:
    """Build someone called Ada Lovelace, of whom there are traces in every table."""
    team = build_team()
    ada = build_stakeholder("Ada Lovelace", team=team)
    ada.email, ada.title = "ada@an.example", "Countess"
    ada.login = User.objects.create(username="lovelace")
    ada.save()
    preference = speak(ada, "lovelace")
    Evidence.objects.create(preference=preference, quote="My boss Ruth said so.")
    champion = Champion.objects.create(
        stakeholder=ada, feature=preference.feature, since_date=date(2026, 1, 1)
    )
    Outreach.objects.create(
        feature=preference.feature,
        group=team,
        champion=champion,
        contacted_by="Countess Ada",
        contacted_at=NOON,
    )
    Commitment.objects.create(
        team=team,
        objective=build_objective(),
        statement="We test it.",
        acknowledged_by="Ada Lovelace",
        acknowledged_at=NOON,
    )
    log_use(ada, preference)
    return ada


def log_use(*rows: Model) -> None:
    """Let the admin remember that ROWS were added."""
    user = User.objects.create(username="curator")
    for row in rows:
        LogEntry.objects.log_actions(user.pk, [row], ADDITION, change_message=str(row))


def test_nothing_that_names_or_quotes_someone_erased_is_left() -> None:
    ada = build_ada()
    traces = ("Ada", "ada@", "Countess", "Ruth", "12.34", "lovelace")
    assert [word for word in traces if word not in write_down(*TEXTS)] == []

    assert erase_stakeholders([ada.pk], actor="Grace") == 1

    assert [word for word in traces if word in write_down(*TEXTS)] == []


def test_the_history_keeps_what_was_stated_without_who_and_why() -> None:
    ada = build_ada()
    feature = Preference.objects.get().feature

    erase_stakeholders([ada.pk], actor="Grace")

    names = ("kind", "stakeholder", "feature", "group", "stance", "importance", "reason", "actor")
    place = (None, feature.pk, ada.team_id, 2, 4, "")
    assert list(PreferenceEvent.objects.order_by("pk").values_list(*names)) == [
        ("STATED", *place, ERASED),
        ("ERASED", *place, "Grace"),
    ]


def test_what_hangs_on_someone_goes_as_its_model_demands() -> None:
    ada = build_ada()

    erase_stakeholders([ada.pk], actor="Grace")

    models = (Stakeholder, Preference, Evidence, Champion)
    assert [model._default_manager.count() for model in models] == [0, 0, 0, 0]  # noqa: SLF001 -- four models
    outreach = Outreach.objects.get()
    assert (outreach.champion, outreach.contacted_by) == (None, ERASED)
    assert Commitment.objects.values_list("acknowledged_by").get() == (ERASED,)


def test_the_counts_of_the_others_stay_right() -> None:
    team, feature = build_team(), build_feature()
    people = [build_stakeholder(team=team) for _ in range(3)]
    for person in people:
        build_preference(person, feature)

    assert erase_stakeholders([people[0].pk, 0], actor="Grace") == 1

    score, change = AlignmentScore.objects.get(), AlignmentChange.objects.latest("pk")
    assert (score.voices, score.reach) == (2, 1)
    assert (change.cause, change.actor, change.score) == ("ERASURE", "Grace", score.score)
    assert list(find_differences()) == []


def test_only_what_stood_is_told_to_be_erased() -> None:
    person, product = build_stakeholder(), build_product()
    kept, withdrawn = (build_feature(product=product) for _ in range(2))
    for feature in (kept, withdrawn):
        build_preference(person, feature)
    withdraw([(person.pk, withdrawn.pk)], actor="tests")

    erase_stakeholders([person.pk], actor="Grace")

    assert PreferenceEvent.objects.get(kind="ERASED").feature == kept
    assert not PreferenceEvent.objects.exclude(stakeholder=None).exists()


def test_someone_who_erases_themselves_leaves_no_name_behind() -> None:
    ada = build_ada()

    erase_stakeholders([ada.pk], actor="lovelace")

    assert PreferenceEvent.objects.get(kind="ERASED").actor == ERASED
    assert AlignmentChange.objects.latest("pk").actor == ERASED


def test_an_erasure_is_told_at_one_moment() -> None:
    person, feature = build_stakeholder(), build_feature()
    for speaker in (person, build_stakeholder()):
        build_preference(speaker, feature)

    erase_stakeholders([person.pk], actor="Ada")

    line, change = PreferenceEvent.objects.latest("pk"), AlignmentChange.objects.latest("pk")
    assert (line.kind, change.cause) == ("ERASED", "ERASURE")
    assert line.created_at == change.created_at


def test_others_keep_their_words() -> None:
    other = build_stakeholder("Grace")
    preference = speak(other, "grace")
    ada = build_ada()

    erase_stakeholders([ada.pk], actor="Grace")

    preference.refresh_from_db()
    assert (preference.stakeholder, preference.reason) == (other, "My boss Ruth hates it.")
    assert preference.entered_by == ERASED  # it was Ada who wrote it down
    assert PreferenceEvent.objects.get(stakeholder=other).actor == "grace"


def test_people_cost_the_same_queries_however_many_they_are() -> None:
    product, counts = build_product(), []
    for number in (1, 3, 50):
        team, feature = build_team(), build_feature(product=product)
        people = [build_stakeholder(team=team) for _ in range(number)]
        for person in people:
            build_preference(person, feature)
        with CaptureQueriesContext(connection) as queries:
            erase_stakeholders([person.pk for person in people], actor="Ada")
        counts.append(len(queries))

    assert counts == counts[:1] * 3
