"""The shell of the board: where it answers, what it may reach, and in which words."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from backend.access.headers import POLICY

pytestmark = pytest.mark.django_db


def open_page(path: str, *, host: str = "localhost:8000", secure: bool = False) -> tuple[str, str]:
    """Open PATH of HOST; give where it finds the streams, and its policy."""
    answer = Client(headers={"host": host}).get(path, secure=secure)
    assert answer.status_code == 200
    streams = answer.text.partition('data-streams="')[2].partition('"')[0]
    return streams, answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/products/cadenza",
        "/products/cadenza/",
        "/products/cadenza/map",
        "/products/cadenza/features/radar",
    ],
)
def test_the_shell_answers_wherever_a_view_may_be(path: str, settings: Settings) -> None:
    settings.DEBUG, settings.STREAM_PORT, settings.SECURE_SSL_REDIRECT = True, 8142, False

    streams, _ = open_page(path)

    assert streams == "ws://localhost:8142/graphql"


def test_in_production_streams_are_where_queries_are(settings: Settings) -> None:
    settings.DEBUG, settings.ALLOWED_HOSTS = False, ["tutti.example"]

    streams, policy = open_page("/", host="tutti.example", secure=True)

    assert streams == "wss://tutti.example/graphql"
    assert policy == POLICY.replace("connect-src 'self'", "connect-src 'self' wss://tutti.example")


def test_the_shell_takes_no_form(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = False

    assert Client().post("/").status_code == 405


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("de", "ltr"), ("ar", "rtl")])
def test_the_shell_speaks_the_language_of_its_reader(
    language: str, direction: str, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = False
    client = Client(headers={"accept-language": language})

    page = client.get("/").text

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert f"/board/words.js?{language}" in page


def test_the_words_come_in_the_language_of_the_reader(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = False
    german = Client(headers={"accept-language": "de"}).get("/board/words.js").text

    assert '"Ranking": "Rangliste"' in german
