"""Workers do once a day what rooms that do not know the queue need."""

from datetime import timedelta

import pytest
from django.utils import timezone

from backend.feed.models import Change
from backend.feed.reading import find_end
from backend.queue.daily import put_dailies
from backend.queue.working import work_off
from tests.builders import build_product

pytestmark = pytest.mark.django_db


def test_old_changes_go_once_a_day() -> None:
    build_product("old")
    find_end()
    Change.objects.update(at=timezone.now() - timedelta(days=31))
    build_product("young")

    assert put_dailies(["feed.prune"], at=timezone.now()) == ["feed.prune"]
    work_off(["feed.prune"], until_empty=True)

    assert Change.objects.count() == 1
