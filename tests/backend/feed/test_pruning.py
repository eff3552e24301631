"""Old lines go from the beginning on, and cursors before what is kept are refused."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from backend.feed import pruning
from backend.feed.cursors import StaleCursorError
from backend.feed.models import Change
from backend.feed.pruning import prune
from backend.feed.reading import find_end, read_changes
from tests.backend.feed.lines import read_places
from tests.builders import build_product

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def age(place: int, days: int) -> None:
    """Let the line at PLACE have been written so many DAYS ago."""
    assert Change.objects.filter(seq=place).update(at=NOW - timedelta(days=days)) == 1


def build_old(*days: int) -> None:
    """Build a line for each of so many DAYS ago."""
    for number, each in enumerate(days, 1):
        build_product()
        find_end()
        age(number, each)


def test_what_is_older_than_the_days_it_is_kept_goes(settings: Settings) -> None:
    settings.FEED_DAYS = 30
    begin = find_end()
    build_old(40, 31, 30, 1)

    number = prune(now=NOW)

    assert (number, read_places()) == (2, [3, 4])
    with pytest.raises(StaleCursorError, match="too old"):
        read_changes(begin, limit=10)
    assert [line.seq for line in read_changes(None, limit=10).changes] == [3, 4]


def test_a_cursor_at_the_edge_of_what_went_goes_on() -> None:
    build_old(40, 40, 1)
    edge = read_changes(None, limit=2).cursor

    prune(now=NOW, days=30)

    assert [line.seq for line in read_changes(edge, limit=10).changes] == [3]


def test_only_the_beginning_goes_so_that_places_stay_without_gaps() -> None:
    build_old(40, 1, 40)

    assert prune(now=NOW, days=30) == 1
    assert read_places() == [2, 3]


def test_places_go_on_after_all_lines_went() -> None:
    build_old(40, 40)
    end = find_end()

    assert prune(now=NOW, days=30) == 2
    assert find_end() == end
    build_product()

    assert [line.seq for line in read_changes(end, limit=10).changes] == [3]


def test_pruning_again_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "CHUNK", 2)
    build_old(40, 40, 40, 40, 40, 1)

    assert [prune(now=NOW, days=30), prune(now=NOW, days=30)] == [5, 0]


def test_the_command_tells_how_many_went() -> None:
    build_product()
    told = StringIO()

    call_command("prune_feed", "--days", "0", stdout=told)
    call_command("prune_feed", stdout=told)

    assert told.getvalue() == "1 changes deleted from the feed.\n0 changes deleted from the feed.\n"
    with pytest.raises(CommandError, match="from 0 on"):
        call_command("prune_feed", "--days", "-1")


def test_a_restore_is_followed_by_a_command_that_begins_an_epoch() -> None:
    before, told = find_end(), StringIO()

    call_command("renew_epoch", stdout=told)

    epoch = find_end().epoch
    assert epoch != before.epoch
    assert told.getvalue() == f"The feed is in epoch {epoch}; cursors from before get 410.\n"
