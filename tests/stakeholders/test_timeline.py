"""What happened around a feature is one list, in the order in which it happened."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from products.catalogue import move_feature
from products.decisions import Choice
from products.lifecycle import LifecycleStage
from products.models import Feature, Insight, Merge, Outcome, Stage
from stakeholders.advocacy import add_champion, record_outreach
from stakeholders.chronicle import EntryKind
from stakeholders.deciding import decide
from stakeholders.folding import fold
from stakeholders.merging import merge_features, unmerge_feature
from stakeholders.models import AlignmentChange, Champion
from stakeholders.retelling import name_actor, tell
from stakeholders.talks import Talk
from stakeholders.timeline import (
    Entry,
    Place,
    Span,
    Stretch,
    count_timeline,
    load_rows,
    read_timeline,
)
from tests.builders import build_feature, build_preference, build_stakeholder, build_team

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
K = EntryKind
MOST = 100


def read(feature: Feature, span: Span, kinds: Sequence[EntryKind] = tuple(K)) -> Stretch:
    """Read SPAN of the timeline of FEATURE as somebody who may see all."""
    found = read_timeline([feature.pk], span, kinds=kinds, narrow=lambda rows: rows)
    return found.get(feature.pk, Stretch())


def list_all(feature: Feature, *kinds: EntryKind) -> list[Entry]:
    """List all entries of FEATURE, latest first."""
    return list(read(feature, Span(size=MOST), kinds or tuple(K)).entries)


def build_story() -> Feature:
    """Build a feature around which one thing of each kind happened, a day each."""
    feature = build_feature("f", "Feature", stage=Stage.DISCOVERY)
    other = build_feature("o", "Other", product=feature.product)
    Feature.objects.update(created_at=NOON)
    insight = Insight.objects.create(
        product=feature.product, kind="INTERNAL", title="Heard", occurred_at=NOON + DAY
    )
    insight.features.add(feature)
    person, team = build_stakeholder("Ada"), build_team(name="Sales")
    add_champion(person, feature, since_date=date(2026, 3, 3))
    talk = Talk(contacted_by="Ada", contacted_at=NOON + 3 * DAY, outcome="Fine.")
    record_outreach(feature, team, talk)
    build_preference(person, feature)
    AlignmentChange.objects.filter(feature=feature).update(created_at=NOON + 4 * DAY)
    merge_features(feature, other, reason="Same.", actor="Bo")
    unmerge_feature(feature, actor="Cy")
    merge_features(other, feature, reason="Same.", actor="Bo")
    for number, merge in enumerate(Merge.objects.order_by("pk")):
        at = NOON + (5 + 2 * number) * DAY
        undone = at + DAY if merge.undone_at else None
        Merge.objects.filter(pk=merge.pk).update(created_at=at, undone_at=undone)
    AlignmentChange.objects.exclude(created_at__lte=NOON + 4 * DAY).delete()
    choice = Choice(
        outcome=Outcome.DEFER, rationale="Later.", decided_by="Di", decided_at=NOON + 8 * DAY
    )
    decide(feature, choice, actor="Di")
    moved_at = NOON + 9 * DAY
    move_feature(feature, LifecycleStage.VALIDATION, reason="Go.", actor="Ed", moved_at=moved_at)
    return feature


def test_everything_that_happened_is_told_latest_first() -> None:
    told = [(e.kind, name_actor(e), tell(e)) for e in list_all(build_story())]

    assert told == [
        (K.MOVED, "Ed", "From discovery to validation. Go."),
        (K.DECIDED, "Di", "Decided: defer. Later."),
        (K.ABSORBED, "Bo", "Other became part of Feature. Same."),
        (K.UNMERGED, "Cy", "Feature is part of Other no more."),
        (K.MERGED, "Bo", "Feature became part of Other. Same."),
        (K.SCORED, "tests", "The score stood at 66.7 (32.0 to 100.0) at the end of the day."),
        (K.CONTACTED, "Ada", "Ada spoke with Sales. Fine."),
        (K.CHAMPIONED, "", "Ada began to speak for it."),
        (K.LEARNED, "", "Heard"),
        (K.CREATED, "", "It was written down."),
    ]


def test_a_decision_and_the_move_that_it_made_are_one_line() -> None:
    feature = build_feature(stage=Stage.VALIDATION)
    choice = Choice(outcome=Outcome.COMMIT, rationale="Clear.", decided_by="Di")
    decide(feature, choice, actor="Di")
    move_feature(feature, LifecycleStage.LAUNCH, reason="Done.", actor="Ed")

    told = [(each.kind, each.who, each.text) for each in fold(list_all(feature))]

    assert told == [
        ("move", "Ed", "From development to launch. Done."),
        ("decision", "Di", "Decided: commit. Clear. From validation to development."),
        ("beginning", "", "It was written down."),
    ]


@pytest.mark.parametrize("size", [1, 3, 4, 10])
@pytest.mark.parametrize("backward", [False, True])
def test_pages_put_together_are_the_whole(size: int, backward: bool) -> None:  # noqa: FBT001 -- a parameter
    feature = build_story()
    whole = list_all(feature)
    pages: list[list[Entry]] = []
    place: Place | None = None
    while not pages or len(pages[-1]) == size:
        ends = {"before" if backward else "after": place}
        stretch = read(feature, Span(size=size, backward=backward, **ends))
        pages.append(list(stretch.entries))
        rest = len(whole) - sum(map(len, pages))
        assert stretch.more is (rest > 0)
        place = stretch.entries[0 if backward else -1].place if stretch.entries else None

    assert [each for page in (pages[::-1] if backward else pages) for each in page] == whole


def test_entries_of_one_moment_keep_their_order_across_pages() -> None:
    feature, person, team = build_feature(), build_stakeholder(), build_team()
    midnight = NOON.replace(hour=0)
    Feature.objects.update(created_at=midnight)
    add_champion(person, feature, since_date=midnight.date())
    Champion.objects.create(
        stakeholder=build_stakeholder(), feature=feature, since_date=midnight.date()
    )
    record_outreach(feature, team, Talk(contacted_by="Ada", contacted_at=midnight))
    record_outreach(feature, team, Talk(contacted_by="Bo", contacted_at=midnight))
    whole = list_all(feature)

    one_by_one = list(read(feature, Span(size=1)).entries)
    for _ in whole[1:]:
        (following,) = read(feature, Span(size=1, after=one_by_one[-1].place)).entries
        one_by_one.append(following)
    (newest,) = read(feature, Span(size=1, backward=True, before=whole[1].place)).entries

    assert [entry.kind for entry in whole] == [
        K.CONTACTED,
        K.CONTACTED,
        K.CHAMPIONED,
        K.CHAMPIONED,
        K.CREATED,
    ]
    assert one_by_one == whole
    assert newest == whole[0]


def score(feature: Feature, at: datetime, value: float | None) -> None:
    """Write down that FEATURE had a score of VALUE since AT."""
    change = AlignmentChange.objects.create(feature=feature, score=value, cause="PREFERENCES")
    AlignmentChange.objects.filter(pk=change.pk).update(created_at=at)


def test_days_are_told_on_which_the_score_ended_five_points_away() -> None:
    feature, other = build_feature(), build_feature()
    days: Sequence[Sequence[float | None]] = (
        [40],
        [42, 90, 44.9],
        [49.9],
        [45],
        [None],
        [None],
        [45],
    )
    for number, values in enumerate(days):
        for hour, value in enumerate(values):
            score(feature, NOON + number * DAY + timedelta(hours=hour), value)
            score(other, NOON + number * DAY + timedelta(hours=hour), 10)

    told = [(e.place.at, e.scores[0]) for e in list_all(feature, K.SCORED)][::-1]

    assert told == [
        (NOON, 40),
        (NOON + 2 * DAY, 49.9),
        (NOON + 4 * DAY, None),
        (NOON + 6 * DAY, 45),
    ]
    page = read(feature, Span(size=1, backward=True, before=None), [K.SCORED])
    assert [entry.scores[0] for entry in page.entries] == [40]
    later = Place(NOON + DAY, 0, 0)
    page = read(feature, Span(size=9, before=later), [K.SCORED])
    assert [entry.scores[0] for entry in page.entries] == [45, None, 49.9]


@pytest.mark.parametrize("kind", K)
def test_each_kind_alone_is_told_as_among_all(kind: EntryKind) -> None:
    feature = build_story()

    alone = list_all(feature, kind)

    assert alone == [entry for entry in list_all(feature) if entry.kind is kind]
    assert len(alone) == 1


def test_texts_and_scores_are_told_to_the_letter() -> None:
    feature = build_feature()
    words = "'Ünï' \"quoted\" \\n {} %s \u2028 \U0001f3bc\n"
    value = 54.949999999999996  # with 15 digits it would be another, and rounded up
    insight = Insight.objects.create(product=feature.product, kind="INTERNAL", title=words)
    insight.features.add(feature)
    score(feature, NOON, value)

    (learned,) = list_all(feature, K.LEARNED)
    (scored,) = list_all(feature, K.SCORED)

    assert tell(learned) == words
    assert scored.scores == (value, None, None)


def test_the_rows_that_tell_of_entries_cost_a_query_for_each_model() -> None:
    feature = build_story()
    entries = list_all(feature)

    with CaptureQueriesContext(connection) as queries:
        found = load_rows(entries)

    assert len(queries) == len(found) == 8
    assert found[Merge] == Merge.objects.in_bulk()
    assert found[Feature] == {feature.pk: feature}
    assert load_rows([]) == {}


def test_only_what_is_asked_for_and_shown_is_read_and_counted() -> None:
    feature = build_story()
    kinds = (K.CHAMPIONED, K.CONTACTED, K.DECIDED)

    def narrow(rows):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 -- any rows
        return rows.none() if rows.model is Champion else rows

    found = read_timeline([feature.pk], Span(size=MOST), kinds=kinds, narrow=narrow)
    counted = count_timeline([feature.pk], kinds=kinds, narrow=narrow)

    assert [e.kind for e in found[feature.pk].entries] == [K.DECIDED, K.CONTACTED]
    assert counted == {feature.pk: 2}
    assert count_timeline([feature.pk], kinds=tuple(K), narrow=lambda rows: rows) == {
        feature.pk: 10
    }


def test_many_features_cost_as_many_queries_as_one() -> None:
    features = [build_story(), *(build_feature() for _ in range(3))]
    pks = [feature.pk for feature in features]
    counts = []
    for asked in (pks[:1], pks):
        with CaptureQueriesContext(connection) as queries:
            found = read_timeline(asked, Span(size=MOST), kinds=tuple(K), narrow=lambda rows: rows)
            told = [tell(entry) for each in found.values() for entry in each.entries]
        counts.append((len(queries), len(found), len(told)))

    with CaptureQueriesContext(connection) as counting:
        count_timeline(pks, kinds=tuple(K), narrow=lambda rows: rows)

    assert len(counting) == 1
    assert counts == [(1, 1, 10), (1, 4, 13)]
