"""Without Graphene there is no Relay feed, and everything else starts."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
SCRIPT = """
import json, sys
sys.modules.update({{name: None for name in {blocked}}})
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("check", "--fail-level", "WARNING", verbosity=0)
client = Client(SERVER_NAME="localhost")
body = {{"query": "{{ __typename }}"}}
answers = {{
    address: client.post(address, body, content_type="application/json", secure=True)
    for address in ("/graphql", "/graphql/", "/graphql/relay", "/graphql/relay/")
}}
answers["GET /graphql/relay"] = client.get("/graphql/relay", secure=True)
answers["admin"] = client.get("/admin/login/", secure=True)
print(json.dumps({{address: answer.status_code for address, answer in answers.items()}}))
print(json.dumps(answers["/graphql"].json()["data"]))
print(json.dumps(sorted(name for name in ("graphene", "graphene_django") if sys.modules.get(name))))
"""
SERVED = {"/graphql": 200, "/graphql/": 200, "admin": 302}
GONE = {"/graphql/relay": 404, "/graphql/relay/": 404, "GET /graphql/relay": 404}
THERE = {"/graphql/relay": 200, "/graphql/relay/": 200, "GET /graphql/relay": 400}


@pytest.mark.parametrize(
    ("blocked", "feed", "loaded"),
    [
        (["graphene", "graphene_django"], GONE, []),
        (["graphene_django"], GONE, []),
        (["graphene"], GONE, []),
        ([], THERE, ["graphene", "graphene_django"]),
    ],
)
def test_the_main_api_starts_without_graphene(
    blocked: list[str], feed: dict[str, int], loaded: list[str], tmp_path: Path
) -> None:
    known = {"DEBUG": "1", "DJANGO_SETTINGS_MODULE": "backend.settings"}
    known["DATABASE_URL"] = f"sqlite:///{tmp_path / 'empty.sqlite3'}"

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(blocked=blocked)],
        capture_output=True,
        check=True,
        text=True,
        env=os.environ | known,
    )

    statuses, data, modules = map(json.loads, done.stdout.splitlines()[-3:])
    assert statuses == SERVED | feed
    assert data == {"__typename": "Query"}
    assert modules == loaded
