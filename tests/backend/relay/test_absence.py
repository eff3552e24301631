"""Without Graphene there is no Relay feed, and everything else starts."""

import os
import subprocess
import sys

import pytest

SCRIPT = """
import sys
if {blocked}:
    sys.modules.update(graphene=None, graphene_django=None)
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("check")
answer = Client().post(
    "/graphql", {{"query": "{{ __typename }}"}}, content_type="application/json", secure=True
)
relay = Client().post(
    "/graphql/relay", {{"query": "{{ __typename }}"}}, content_type="application/json", secure=True
)
print(answer.json()["data"], relay.status_code, sys.modules.get("graphene") is None)
"""


@pytest.mark.parametrize(
    ("blocked", "shown"),
    [(True, "{'__typename': 'Query'} 404 True"), (False, "{'__typename': 'Query'} 200 False")],
)
def test_the_main_api_starts_without_graphene(blocked: bool, shown: str) -> None:  # noqa: FBT001 -- a parameter
    known = {"DEBUG": "1", "DJANGO_SETTINGS_MODULE": "backend.settings", "ALLOWED_HOSTS": "*"}

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(blocked=blocked)],
        capture_output=True,
        check=True,
        text=True,
        env=os.environ | known,
    )

    assert done.stdout.splitlines()[-1] == shown
