"""A deployment starts only with a secret of its own, and passes Django's own checks."""

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.test import override_settings

from backend.access.checks import check_hosts
from backend.env import EnvironmentVariableError, read_secret
from backend.management.beside import check_host

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]
SECRET = secrets.token_urlsafe(64)
GIVEN = re.compile(r"SECRET_KEY[=:]\s*[\"']?([^\s\"'`|]+)")
# Whatever people copy from: nothing in it may be taken as a secret.
COPIED = ("README.md", "CHANGELOG.md", "run", "compose*", "Dockerfile*", ".env*", "docs/*.md")


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run COMMAND of manage.py as a deployment whose environment has VARIABLES."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=kept | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_djangos_checks_find_nothing_in_production() -> None:
    ended = run("check", "--deploy", "--fail-level", "DEBUG", SECRET_KEY=SECRET)

    assert ended.returncode == 0, ended.stderr
    assert "no issues" in ended.stdout


@pytest.mark.parametrize(
    ("secret", "told"),
    [
        ("", "SECRET_KEY is not set; outside DEBUG it has to be."),
        ("short", "SECRET_KEY has fewer than 50 characters."),
        ("for-development-only-" * 3, "SECRET_KEY can be guessed; draw one at random."),
        ("django-insecure-" + SECRET, "SECRET_KEY can be guessed; draw one at random."),
        ("abcd" * 20, "SECRET_KEY can be guessed; draw one at random."),
    ],
)
def test_no_deployment_starts_with_a_secret_that_others_know(secret: str, told: str) -> None:
    ended = run("serve", SECRET_KEY=secret)

    assert (ended.returncode, ended.stderr.strip()) == (1, f"Tutti cannot start: {told}")
    assert secret not in ended.stderr or not secret


def test_no_secret_that_is_written_anywhere_is_taken() -> None:
    texts = [file.read_text("utf-8") for name in COPIED for file in ROOT.glob(name)]
    found = [word for text in texts for word in GIVEN.findall(text) if not word.startswith("$")]

    for word in [*found, "for-development-only-" * 3]:
        with pytest.raises(EnvironmentVariableError):
            read_secret("SECRET_KEY", default=None, source={"SECRET_KEY": word})


@pytest.mark.parametrize(
    ("debug", "hosts", "found"),
    [
        (True, ["localhost", "127.0.0.1", "[::1]", "tutti.localhost", "tutti.test"], []),
        (True, ["localhost", "tutti.example.org"], ["tutti.E001"]),
        (True, ["10.0.0.5"], ["tutti.E001"]),
        (True, ["*"], ["tutti.E001"]),
        (False, ["tutti.example.org"], []),
        (False, ["tutti.example.org", "*"], ["tutti.E002"]),
    ],
)
def test_names_that_let_strangers_in_are_found(
    hosts: list[str], found: list[str], *, debug: bool
) -> None:
    with override_settings(DEBUG=debug, ALLOWED_HOSTS=hosts):
        assert [error.id for error in check_hosts()] == found


def test_a_server_does_not_start_in_debug_under_a_public_name() -> None:
    ended = run("serve", DEBUG="1", ALLOWED_HOSTS="tutti.example.org")

    assert ended.returncode == 1
    assert "DEBUG is on, and ALLOWED_HOSTS names 'tutti.example.org'." in ended.stderr


@pytest.mark.parametrize("command", ["serve", "stream"])
def test_a_server_in_debug_listens_to_this_machine_alone(command: str) -> None:
    ended = run(command, "--host", "0.0.0.0", DEBUG="1")  # noqa: S104 -- it is refused

    assert ended.returncode == 1
    assert "DEBUG is on: 0.0.0.0 may be reached by others." in ended.stderr


@pytest.mark.parametrize(
    ("host", "debug", "refused"),
    [
        ("127.0.0.1", True, False),
        ("::1", True, False),
        ("localhost", True, False),
        ("::", True, True),
        ("tutti.example.org", True, True),
        ("0.0.0.0", False, False),  # noqa: S104 -- as above
    ],
)
def test_where_a_server_may_listen(host: str, *, debug: bool, refused: bool) -> None:
    with override_settings(DEBUG=debug):
        try:
            check_host(host)
        except CommandError:
            assert refused
        else:
            assert not refused


def test_cookies_of_a_deployment_are_of_this_host_and_over_https_alone() -> None:
    asked = "from django.conf import settings as s; print(*(getattr(s, name) for name in {}))"
    names = (
        "SESSION_COOKIE_NAME",
        "CSRF_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "SESSION_COOKIE_DOMAIN",
        "SESSION_COOKIE_PATH",
        "SESSION_COOKIE_SAMESITE",
        "SECURE_HSTS_SECONDS",
        "CSRF_TRUSTED_ORIGINS",
    )

    given = {"SECRET_KEY": SECRET, "CSRF_TRUSTED_ORIGINS": "tutti.example.org"}
    ended = run("shell", "--no-imports", "-c", asked.format(names), **given)

    assert ended.stdout.split() == [
        "__Host-tutti_session",
        "__Host-tutti_csrf",
        "True",
        "True",
        "True",
        "None",
        "/",
        "Lax",
        "31536000",
        "['https://tutti.example.org']",
    ]
