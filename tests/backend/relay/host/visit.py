"""Starts the host, fills it, and asks it over HTTP what stands on standard input, line by line."""

import json
import sys
from io import StringIO

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402 -- a script sets Django up first
from django.core.management import call_command  # noqa: E402 -- as above
from django.test import Client  # noqa: E402 -- as above

from tests.backend.relay.rows import build_house  # noqa: E402 -- as above

call_command("check", "--fail-level", "WARNING", stdout=StringIO())
call_command("migrate", verbosity=0)
build_house()
User.objects.create(username="ada")
client = Client()
for line in sys.stdin:
    answer = client.post("/api", json.loads(line), content_type="application/json")
    sys.stdout.write(json.dumps(answer.json()) + "\n")
