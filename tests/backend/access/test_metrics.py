"""What operators watch: for whoever has the token, and of all processes that share a folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

TOKEN = "a-token-for-tests-" * 3
ROOT = Path(__file__).resolve().parents[3]
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


def test_who_has_the_token_reads_the_numbers(settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    answer = read(Authorization=f"Bearer {TOKEN}")

    assert answer.status_code == 200
    assert b"\ntutti_rate_limit_uncounted_total " in answer.content
    assert b"\ntutti_rate_limit_redis_failures_total " in answer.content


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

    assert "tutti_rate_limit_uncounted_total 6.0" in run(SHOW)
