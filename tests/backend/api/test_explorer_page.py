"""The explorer's page: where it finds the streams, and that it may reach nothing else."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


def open_page(path: str = "/graphql", *, host: str, secure: bool) -> tuple[str, str]:
    """Open the page at PATH of HOST; give the address of the streams, and what it may reach."""
    client = Client(headers={"accept": "text/html", "host": host})
    answer = client.get(path, secure=secure)
    _, _, rest = answer.text.partition('data-streams="')
    policy = dict(
        each.strip().split(" ", 1) for each in answer["Content-Security-Policy"].split(";")
    )
    return rest.partition('"')[0], policy["connect-src"]


@pytest.mark.parametrize(
    ("host", "path", "streams", "reached"),
    [
        ("localhost:8000", "/graphql", "ws://localhost:8142/graphql", "ws://localhost:8142"),
        ("127.0.0.1", "/graphql/", "ws://127.0.0.1:8142/graphql/", "ws://127.0.0.1:8142"),
    ],
)
def test_in_development_streams_have_a_port_of_their_own(
    settings: Settings, host: str, path: str, streams: str, reached: str
) -> None:
    settings.DEBUG, settings.STREAM_PORT = True, 8142

    assert open_page(path, host=host, secure=False) == (streams, f"'self' {reached}")


def test_in_production_streams_are_where_queries_are(settings: Settings) -> None:
    settings.DEBUG, settings.ALLOWED_HOSTS = False, ["tutti.example"]

    opened = open_page(host="tutti.example", secure=True)

    assert opened == ("wss://tutti.example/graphql", "'self' wss://tutti.example")


@pytest.mark.parametrize("public", [True, False])
def test_the_page_says_when_everybody_may_read(settings: Settings, *, public: bool) -> None:
    settings.PUBLIC_READ = public

    page = Client(headers={"accept": "text/html"}).get("/graphql", secure=True).text

    assert ("Everybody may read scores here" in page) == public


def test_the_page_comes_up_with_a_token_that_is_not_good() -> None:
    client = Client(headers={"accept": "text/html", "authorization": "Bearer nothing"})

    assert client.get("/graphql", secure=True).status_code == 200
