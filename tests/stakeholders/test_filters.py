"""Every filter of every noun: it finds no row twice, alone and beside any other."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.db.models.sql.datastructures import Join
from django.utils import timezone
from django_filters import (
    BooleanFilter,
    ChoiceFilter,
    DateFilter,
    DateTimeFilter,
    Filter,
    ModelChoiceFilter,
    NumberFilter,
)
from django_filters.filters import BaseInFilter
from pytest_django.plugin import DjangoDbBlocker

from products import filters as catalogue
from products.feature_filters import CatalogueFeatureFilterSet
from products.models import Feature
from products.narrowing import NounFilterSet
from stakeholders import advocacy_filters, feature_filters, filters, statement_filters
from tests.world import build_world

NOON = timezone.now()
SAMPLES: tuple[tuple[type[Filter], Any], ...] = (
    (BooleanFilter, True),
    (NumberFilter, 1),
    (DateTimeFilter, NOON),
    (DateFilter, NOON.date()),
)


FILTER_SETS = sorted(
    {
        each
        for module in (catalogue, advocacy_filters, feature_filters, filters, statement_filters)
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, NounFilterSet)
    }
    - {NounFilterSet, CatalogueFeatureFilterSet},
    key=lambda each: each.__name__,
)
each_filter_set = pytest.mark.parametrize("filter_set", FILTER_SETS)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001 -- makes the database
    """Build the world once: nothing here writes."""
    with django_db_blocker.unblock(), transaction.atomic():
        build_world()
        yield
        transaction.set_rollback(True)


def sample(one: Filter) -> object:
    """Give a value that the filter ONE takes."""
    if isinstance(one, ModelChoiceFilter):
        return one.queryset(None).order_by("pk").first()
    if isinstance(one, ChoiceFilter):
        value: object = one.extra["choices"][0][0]
    else:
        value = next((value for kind, value in SAMPLES if isinstance(one, kind)), "a")
    return [value] if isinstance(one, BaseInFilter) else value


def find_kinds(filter_set: type[NounFilterSet]) -> dict[str, Filter]:
    """Give one filter of each kind, by name: comparing by `gt` or `lt` joins the same tables."""
    bound = filter_set({}, queryset=filter_set._meta.model.objects.all())  # noqa: SLF001 -- django-filter's own API
    kinds = {
        (one.field_name, getattr(one, "method", None), name if one.method else type(one)): name
        for name, one in bound.filters.items()
    }
    return {name: bound.filters[name] for name in kinds.values()}


def find_duplicating_joins(rows: QuerySet[Any]) -> list[str]:
    """Give the tables that ROWS are joined with and that may hold several rows for one."""
    query = rows.query
    return [
        join.table_name
        for alias, join in query.alias_map.items()
        if isinstance(join, Join) and query.alias_refcount[alias]
        if isinstance(join.join_field, ForeignObjectRel) and join.join_field.multiple
    ]


def count(rows: QuerySet[Any]) -> tuple[int, int]:
    """Count ROWS, and the different rows among them."""
    found = rows.order_by().aggregate(all=Count("pk"), different=Count("pk", distinct=True))
    return found["all"], found["different"]


def test_a_join_that_duplicates_is_seen() -> None:
    rows = Feature.objects.filter(objectives__key__startswith="o")

    assert find_duplicating_joins(rows) == ["products_feature_objectives"]
    assert count(rows) == (4, 2)


def test_every_noun_has_a_filter_set() -> None:
    nouns = [each._meta.model.__name__ for each in FILTER_SETS]  # noqa: SLF001 -- django-filter's own API

    assert sorted(nouns) == [
        "Account",
        "AlignmentChange",
        "Champion",
        "Commitment",
        "Decision",
        "Evidence",
        "Feature",
        "Group",
        "Insight",
        "Merge",
        "News",
        "Objective",
        "Outreach",
        "Preference",
        "PreferenceEvent",
        "Product",
        "ReferenceWeight",
        "StageChange",
        "Stakeholder",
    ]


@each_filter_set
def test_a_filter_alone_finds_no_row_twice(filter_set: type[NounFilterSet]) -> None:
    rows = filter_set._meta.model.objects.all()  # noqa: SLF001 -- django-filter's own API
    bound = filter_set({}, queryset=rows)
    narrowed = {name: one.filter(rows, sample(one)) for name, one in bound.filters.items()}

    joining = {name for name, each in narrowed.items() if find_duplicating_joins(each)}
    doubling = {name for name, each in narrowed.items() if len(set(count(each))) > 1}

    assert (joining, doubling) == (set(), set())


@each_filter_set
def test_two_filters_together_find_no_row_twice(filter_set: type[NounFilterSet]) -> None:
    rows = filter_set._meta.model.objects.all()  # noqa: SLF001 -- django-filter's own API
    kinds = find_kinds(filter_set)
    pairs = {
        (first, second): kinds[second].filter(
            kinds[first].filter(rows, sample(kinds[first])), sample(kinds[second])
        )
        for first, second in combinations(kinds, 2)
    }

    joining = {pair for pair, each in pairs.items() if find_duplicating_joins(each)}

    assert joining == set()
    assert len(pairs) == len(kinds) * (len(kinds) - 1) // 2


@each_filter_set
def test_a_filter_that_is_not_asked_asks_nothing(filter_set: type[NounFilterSet]) -> None:
    rows = filter_set._meta.model.objects.all()  # noqa: SLF001 -- django-filter's own API

    assert str(filter_set({}, queryset=rows).qs.query) == str(rows.query)
