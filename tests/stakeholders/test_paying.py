"""Sums up what voices would pay."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from products.models import Feature, Stage
from stakeholders.alignment.payment import AmountError
from stakeholders.models import Account, Group
from stakeholders.paying import Market, read_markets, read_product_markets
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


def amounts(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def offer(feature: Feature, *texts: str, team: Group | None = None) -> None:
    """Let as many people of TEAM as there are TEXTS name one each."""
    team = team or build_team()
    for amount in amounts(*texts):
        build_preference(build_stakeholder(team=team), feature, willingness_to_pay=amount)


def offer_from(account: Account, feature: Feature, *texts: str) -> None:
    """Let as many people of ACCOUNT as there are TEXTS name one each."""
    for amount in amounts(*texts):
        build_preference(build_stakeholder(account=account), feature, willingness_to_pay=amount)


def read(feature: Feature) -> Market:
    return read_markets([feature.pk])[feature.pk]


def test_amounts_are_summed_up_whole_and_by_group() -> None:
    feature, teams = build_feature(), [build_team(), build_team()]
    offer(feature, "10", "20", team=teams[0])
    offer(feature, "40", team=teams[1])

    found = read(feature)

    whole = found.whole.payments
    assert (whole.count, whole.lower, whole.median, whole.upper) == (3, *amounts("15", "20", "30"))
    medians = {pk: each.payments.median for pk, each in found.groups.items()}
    assert medians == {teams[0].pk: Decimal(15), teams[1].pk: Decimal(40)}


def test_an_account_offers_once_the_median_of_what_its_people_named() -> None:
    feature, account = build_feature(), build_account()
    offer_from(account, feature, "10", "20", "90")
    build_preference(build_stakeholder(account=account), feature)

    found = read(feature)

    assert found.whole.amounts == (Decimal(20),)


def test_a_person_and_an_account_with_the_same_number_are_two_voices() -> None:
    feature, person = build_feature(), build_stakeholder()
    account = build_account()
    Account.objects.filter(pk=account.pk).update(id=person.pk)
    build_preference(person, feature, willingness_to_pay=Decimal(1))
    offer_from(Account.objects.get(), feature, "2")

    assert sorted(read(feature).whole.amounts) == [Decimal(1), Decimal(2)]


def test_the_share_that_would_pay_counts_an_equal_amount() -> None:
    feature = build_feature()
    offer(feature, "10", "20", "30", "40")

    whole = read(feature).whole

    assert [whole.share(Decimal(least)) for least in ("0", "20", "20.01", "41")] == [
        1,
        3 / 4,
        0.5,
        0,
    ]


@pytest.mark.parametrize("least", ["-1", "NaN", "Infinity", "1e40"])
def test_a_price_that_is_no_amount_is_refused(least: str) -> None:
    feature = build_feature()
    offer(feature, "10")

    with pytest.raises(AmountError):
        read(feature).whole.share(Decimal(least))


def test_zero_is_an_amount_and_silence_is_none() -> None:
    feature, silent = build_feature(), build_feature()
    offer(feature, "0")
    build_preference(build_stakeholder(), silent)

    found = read_markets([feature.pk, silent.pk])

    assert list(found) == [feature.pk]
    assert (Market().whole.payments.count, Market().whole.share(Decimal(1))) == (0, None)


def test_a_group_without_a_say_offers_nothing() -> None:
    feature, team = build_feature(), build_team()
    offer(feature, "10")
    offer(feature, "99", team=team)
    team.products.add(build_product())

    assert read(feature).whole.amounts == (Decimal(10),)


@pytest.mark.parametrize("rows", [1, 3])
def test_markets_take_four_queries(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    features = [build_feature() for _ in range(rows)]
    for feature in features:
        offer_from(build_account(segment=build_segment()), feature, "1", "2")
        offer(feature, "10")

    with django_assert_num_queries(4):
        found = read_markets([feature.pk for feature in features])

    assert len(found) == rows


def test_a_product_is_worth_what_each_voice_named_for_its_open_features() -> None:
    product, account = build_product(), build_account()
    one, two = (build_feature(product=product) for _ in range(2))
    launched = build_feature(product=product, stage=Stage.LAUNCH)
    team = build_team()
    offer(one, "10", team=team)
    both = build_stakeholder(team=team)
    for feature, amount in ((one, "5"), (two, "7"), (launched, "100")):
        build_preference(both, feature, willingness_to_pay=Decimal(amount))
    for seat in (build_stakeholder(account=account), build_stakeholder(account=account)):
        build_preference(seat, one, willingness_to_pay=Decimal(20))
        build_preference(seat, two, willingness_to_pay=Decimal(30))

    found = read_product_markets([product.pk])[product.pk]

    assert sorted(found.whole.amounts) == amounts("10", "12", "50")
    assert {pk: sorted(each.amounts) for pk, each in found.groups.items()} == {
        team.pk: amounts("10", "12"),
        account.segment_id: amounts("50"),
    }


def test_a_product_without_amounts_has_no_market_and_each_its_own() -> None:
    one, two = build_feature(), build_feature()
    offer(one, "10")
    bare = build_product()

    found = read_product_markets([one.product_id, two.product_id, bare.pk])

    assert {key: market.whole.amounts for key, market in found.items()} == {
        one.product_id: (Decimal(10),)
    }


def test_products_cost_the_same_queries_however_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    features = [build_feature() for _ in range(3)]
    for feature in features:
        offer(feature, "10")

    for some in (features[:1], features):
        with django_assert_num_queries(4):
            read_product_markets([feature.product_id for feature in some])
