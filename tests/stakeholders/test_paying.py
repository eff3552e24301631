"""Sums up what voices would pay."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from products.models import Feature
from stakeholders.alignment.payment import AmountError
from stakeholders.models import Account, Group
from stakeholders.paying import Market, read_markets
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
