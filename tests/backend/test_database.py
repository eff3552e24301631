"""The addresses of the database and of Redis: what is taken, and what is refused."""

from pathlib import Path
from typing import Any

import pytest

from backend.database import read_database, read_redis
from backend.env import EnvironmentVariableError

POSTGRESQL = "backend.postgresql"
NOWHERE = Path("nowhere")
SQLITE = "django.db.backends.sqlite3"


@pytest.mark.parametrize(
    ("address", "engine", "name"),
    [
        ("sqlite:///var/tutti.sqlite3", SQLITE, "var/tutti.sqlite3"),
        ("sqlite:////var/tutti.sqlite3", SQLITE, "/var/tutti.sqlite3"),
        ("sqlite://:memory:", SQLITE, ":memory:"),
        ("postgres://tutti:s3cret@db.example:5433/tutti", POSTGRESQL, "tutti"),
        ("postgresql://tutti@db.example/tutti", POSTGRESQL, "tutti"),
    ],
)
def test_a_database_address_is_read(address: str, engine: str, name: str) -> None:
    settings = read_database("DATABASE_URL", default=NOWHERE, source={"DATABASE_URL": address})

    assert settings["ENGINE"] == engine
    assert settings["NAME"] == name


POSTGRES = "postgres://tutti@db.example/tutti"


@pytest.mark.parametrize(
    ("address", "pooled", "shared"),
    [
        (POSTGRES, "", False),
        (POSTGRES, "0", False),
        (POSTGRES, "1", True),
        (f"{POSTGRES}?DISABLE_SERVER_SIDE_CURSORS=true", "", True),
        (f"{POSTGRES}?DISABLE_SERVER_SIDE_CURSORS=false", "", False),
    ],
)
def test_a_pooler_is_told_nothing_of_sessions(address: str, pooled: str, *, shared: bool) -> None:
    source = {"DATABASE_URL": address, "DATABASE_POOLED": pooled}

    settings: Any = read_database("DATABASE_URL", default=NOWHERE, source=source)

    assert settings["DISABLE_SERVER_SIDE_CURSORS"] is shared
    assert ("options" in settings["OPTIONS"]) is not shared
    assert settings["OPTIONS"]["connect_timeout"] == 2


def test_an_address_may_say_otherwise_how_to_connect() -> None:
    source = {"DATABASE_URL": f"{POSTGRES}?connect_timeout=9&sslmode=require"}

    settings: Any = read_database("DATABASE_URL", default=NOWHERE, source=source)

    told = {name: settings["OPTIONS"][name] for name in ("connect_timeout", "sslmode")}
    assert told == {"connect_timeout": 9, "sslmode": "require"}
    assert settings["OPTIONS"]["tcp_user_timeout"] == 4_000


def test_an_address_that_is_not_set_has_its_default() -> None:
    settings = read_database("DATABASE_URL", default=Path("x"), source={"DATABASE_URL": " "})

    assert settings["NAME"] == "x"


@pytest.mark.parametrize(
    "address",
    [
        "postgres://u@h:port/x",
        "postgres://u@h:99999/x",
        "postgres://",
        "postgres://tutti@db.example/",
        "postgres:/tutti",
        "mysql://tutti@db.example/tutti",
        "tutti.sqlite3",
        "sqlite:tutti",
    ],
)
def test_what_is_no_database_address_is_refused(address: str) -> None:
    with pytest.raises(EnvironmentVariableError, match=r"^DATABASE_URL is no sqlite:///PATH or"):
        read_database("DATABASE_URL", default=NOWHERE, source={"DATABASE_URL": address})


def test_a_refusal_does_not_tell_the_password() -> None:
    address = "postgres://tutti:swordfish@db.example:port/tutti"

    with pytest.raises(EnvironmentVariableError) as refused:
        read_database("DATABASE_URL", default=NOWHERE, source={"DATABASE_URL": address})

    assert "swordfish" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    "address",
    [
        "redis://127.0.0.1:6379/3",
        "redis://redis",
        "rediss://tutti:s3cret@redis.example:6380/0",
        "redis+unix:///run/redis.sock",
    ],
)
def test_a_redis_address_is_read(address: str) -> None:
    assert read_redis("REDIS_URL", source={"REDIS_URL": f" {address} "}) == address


def test_there_need_be_no_redis() -> None:
    assert [read_redis("REDIS_URL", source=source) for source in ({}, {"REDIS_URL": " "})] == [
        "",
        "",
    ]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1:6379",
        "http://:s3cret@redis.example",
        "redis://",
        "redis://:s3cret@redis.example:port/0",
        "redis://:s3cret@redis.example:0/0",
        "redis+unix://",
        "memcached://redis.example",
    ],
)
def test_what_is_no_redis_address_is_refused_and_its_password_not_told(address: str) -> None:
    with pytest.raises(EnvironmentVariableError) as caught:
        read_redis("REDIS_URL", source={"REDIS_URL": address})

    assert str(caught.value) == "REDIS_URL is no redis://HOST:PORT/NUMBER."
