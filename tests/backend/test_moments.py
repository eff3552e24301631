"""Moments are read from PostgreSQL as Django reads them, but faster."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs PostgreSQL, whose type it is"
    ),
]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-28 20:42:16.123456+00", datetime(2026, 11, 28, 20, 42, 16, 123456, UTC)),
        ("2026-11-28 20:42:16.5+01", datetime(2026, 11, 28, 19, 42, 16, 500000, UTC)),
        ("2026-11-28 20:42:16+00", datetime(2026, 11, 28, 20, 42, 16, tzinfo=UTC)),
        ("0001-01-01 00:00:00+00", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31 23:59:59.999999+00", datetime(9999, 12, 31, 23, 59, 59, 999999, UTC)),
    ],
)
def test_a_moment_is_what_was_written(text: str, moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, NULL::timestamptz", [text])
        found, nothing = cursor.fetchone()

    assert found == moment
    assert found.tzinfo is UTC
    assert nothing is None


@pytest.mark.parametrize("text", ["infinity", "0044-03-15 12:00:00+00 BC"])
def test_what_python_has_no_moment_for_is_refused(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [text])
        with pytest.raises(DataError):
            cursor.fetchone()
