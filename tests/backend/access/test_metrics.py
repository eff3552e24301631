"""What operators watch: for whoever has the token, and of all processes that share a folder."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from prometheus_client import REGISTRY, Metric
from prometheus_client.core import GaugeMetricFamily
from pytest_django.fixtures import Settings

from backend.access import metrics
from backend.access.metrics import register_reading

pytestmark = pytest.mark.django_db

TOKEN = "a-token-for-tests-" * 3
ROOT = Path(__file__).resolve().parents[3]
READ = """
import django
django.setup()
from prometheus_client.core import GaugeMetricFamily
from backend.access.metrics import register_reading
class Reading:
    def collect(self):
        yield GaugeMetricFamily("tutti_read", "Is read.", value=7)
register_reading(Reading())
"""
COUNT = """
import django
django.setup()
from backend.access.metrics import UNCOUNTED
UNCOUNTED.inc(3)
"""
SHOW = """
import django
django.setup()
from django.test import Client
from django.conf import settings
token = {"Authorization": f"Bearer {settings.METRICS_TOKEN}"}
print(Client(HTTP_HOST="localhost").get("/metrics", secure=True, headers=token).content.decode())
"""


def read(**headers: str) -> HttpResponse:
    """Ask for the metrics."""
    return Client().get("/metrics", secure=True, headers=headers)  # type: ignore[return-value]  # -- the test client's own class


def test_without_a_token_in_the_settings_there_are_none() -> None:
    assert [read().status_code, read(Authorization="Bearer ").status_code] == [404, 404]


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer ", "Bearer x", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer é"],
)
def test_who_has_not_the_token_is_told_to_send_it(given: str, settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    answer = read(Authorization=given)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="metrics"'
    assert b"tutti_" not in answer.content


@pytest.mark.django_db
def test_who_has_the_token_reads_the_numbers(settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    answer = read(Authorization=f"Bearer {TOKEN}")

    assert answer.status_code == 200
    assert b"\ntutti_rate_limit_uncounted_total " in answer.content
    assert b"\ntutti_rate_limit_redis_failures_total " in answer.content


@pytest.mark.once
def test_processes_that_share_a_folder_are_counted_together(tmp_path: Path) -> None:
    environment = os.environ | {
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "METRICS_TOKEN": TOKEN,
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
    }

    def run(script: str) -> str:
        asked = [sys.executable, "-c", script]
        done = subprocess.run(
            asked, cwd=ROOT, env=environment, text=True, check=True, stdout=subprocess.PIPE
        )
        return done.stdout

    run(COUNT)
    run(COUNT)
    shown = run(READ + SHOW).splitlines()

    assert "tutti_rate_limit_uncounted_total 6.0" in shown
    assert "tutti_read 7.0" in shown


class Reading:
    """Reads a number, of a database that may fail after the first."""

    def __init__(self, name: str, *, fails: bool = False) -> None:
        self.name = name
        self.fails = fails

    def collect(self) -> Iterable[Metric]:
        """Read it."""
        yield GaugeMetricFamily(self.name, "Is read.", value=7)
        if self.fails:
            raise OperationalError("the database is gone")


def test_what_stands_in_the_database_is_read_at_each_scrape(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setattr(metrics, "_readings", [])
    lost, found = Reading("tutti_lost", fails=True), Reading("tutti_found")
    for each in (lost, found, found):
        register_reading(each)

    shown = read(Authorization=f"Bearer {TOKEN}").content.decode().splitlines()

    assert [line for line in shown if line.startswith("tutti_found ")] == ["tutti_found 7.0"]
    assert "tutti_readings_failed 1.0" in shown
    assert not [line for line in shown if "tutti_lost" in line]


def test_the_operations_page_tells_of_each_number() -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    counted = {each.name for each in REGISTRY.collect() if each.name.startswith("tutti_")}

    assert counted
    assert [name for name in sorted(counted) if f"`{name}" not in page] == []
