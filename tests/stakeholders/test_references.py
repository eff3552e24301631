"""Preferences refer to people and features that are there, whoever writes them and however."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from products.models import Feature
from stakeholders.models import Preference, Stakeholder
from tests.builders import build_feature, build_preference, build_stakeholder

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOBODY = 10**9


def write(stakeholder: int, feature: int) -> None:
    """Write a preference past the door, and check what waits for the end of a transaction."""
    with transaction.atomic():
        Preference.objects.bulk_create(
            [Preference(stakeholder_id=stakeholder, feature_id=feature, stance=1, stated_at=NOON)]
        )
        connection.check_constraints()


def move(preference: Preference, column: str) -> None:
    """Let PREFERENCE name what is not there."""
    with transaction.atomic():
        Preference.objects.filter(pk=preference.pk).update(**{column: NOBODY})
        connection.check_constraints()


def remove(table: str, key: int) -> None:
    """Remove a row by hand, with what Django would do about others left undone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [key])  # noqa: S608 -- a name below
        connection.check_constraints()


@pytest.mark.django_db
def test_a_preference_of_nobody_is_refused() -> None:
    feature = build_feature()

    with pytest.raises(IntegrityError):
        write(NOBODY, feature.pk)

    assert not Preference.objects.exists()


@pytest.mark.django_db
def test_a_preference_about_nothing_is_refused() -> None:
    person = build_stakeholder()

    with pytest.raises(IntegrityError):
        write(person.pk, NOBODY)

    assert not Preference.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["stakeholder_id", "feature_id"])
def test_a_preference_cannot_be_moved_to_what_is_not_there(column: str) -> None:
    preference = build_preference(build_stakeholder(), build_feature())

    with pytest.raises(IntegrityError):
        move(preference, column)

    assert getattr(Preference.objects.get(), column) == getattr(preference, column)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Stakeholder, Feature])
def test_who_or_what_a_preference_names_cannot_be_removed_by_hand(
    model: type[Stakeholder | Feature],
) -> None:
    preference = build_preference(build_stakeholder(), build_feature())
    named = preference.stakeholder if model is Stakeholder else preference.feature

    with pytest.raises(IntegrityError):
        remove(model._meta.db_table, named.pk)  # noqa: SLF001 -- a table's name

    assert model._default_manager.filter(pk=named.pk).exists()  # noqa: SLF001 -- one of two models


@pytest.mark.django_db
def test_a_preference_that_names_what_is_there_is_written() -> None:
    person, feature = build_stakeholder(), build_feature()

    write(person.pk, feature.pk)

    assert Preference.objects.get().stakeholder_id == person.pk
