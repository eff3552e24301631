"""The address of the database: what is taken, and what is refused."""

import pytest

from backend.database import read_database
from backend.env import EnvironmentVariableError

POSTGRESQL = "django.db.backends.postgresql"
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
    settings = read_database("DATABASE_URL", default="", source={"DATABASE_URL": address})

    assert settings["ENGINE"] == engine
    assert settings["NAME"] == name


def test_an_address_that_is_not_set_has_its_default() -> None:
    settings = read_database("DATABASE_URL", default="sqlite:///x", source={"DATABASE_URL": " "})

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
        read_database("DATABASE_URL", default="", source={"DATABASE_URL": address})


def test_a_refusal_does_not_tell_the_password() -> None:
    address = "postgres://tutti:swordfish@db.example:port/tutti"

    with pytest.raises(EnvironmentVariableError) as refused:
        read_database("DATABASE_URL", default="", source={"DATABASE_URL": address})

    assert "swordfish" not in str(refused.value)
    assert refused.value.__cause__ is None
