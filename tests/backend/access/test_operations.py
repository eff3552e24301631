"""What operations are counted as, by names that nobody can make up."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from graphql import build_schema, parse
from prometheus_client import REGISTRY
from pytest_django.fixtures import Settings

from backend.access.metrics import count_loss
from backend.access.operations import Named, name_operation, tell_outcome
from backend.access.readings import Verifications
from backend.access.tracing import name_part
from stakeholders.verification import verify
from tests.backend.access.test_reach import wrap
from tests.builders import build_feature, build_preference, build_stakeholder, build_team

pytestmark = pytest.mark.django_db

SCHEMA = build_schema("type Query { features: Int, groups: Int } type Mutation { state: Int }")


def count(name: str, **labels: str) -> float:
    """Read a number of this process."""
    return REGISTRY.get_sample_value(name, labels) or 0.0


def counted(name: str, act: Callable[[], object], **labels: str) -> float:
    """Tell what ACT adds to a number."""
    before = count(name, **labels)
    act()
    return count(name, **labels) - before


def ask(query: str, *, path: str = "/graphql", **more: object) -> None:
    """Ask for QUERY over HTTP."""
    body = {"query": query} | more
    Client().post(path, body, content_type="application/json", secure=True)


@pytest.fixture
def _trusted(settings: Settings, tmp_path: Path) -> None:
    """Trust two documents."""
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"a": "query Board { features }", "b": "{ groups }"}))
    settings.TRUSTED_DOCUMENTS = [manifest]


@pytest.mark.usefixtures("_trusted")
@pytest.mark.parametrize(
    ("text", "asked", "operation", "field"),
    [
        ("query Board { features }", None, "Board", "features"),
        ("query Made { features }", None, "other", "features"),
        ("{ groups features }", None, "other", "groups"),
        ("query Made { a } query Board { groups }", "Board", "Board", "groups"),
        ("query Made { groups } query Board { groups }", None, "other", "other"),
        ("query Made { groups }", "Board", "other", "other"),
        ("mutation { state }", None, "other", "state"),
        ("mutation { features }", None, "other", "other"),
        ("subscription { state }", None, "other", "other"),
        ("{ made_up }", None, "other", "other"),
        ("{ __typename }", None, "other", "introspection"),
        ("{ ...F } fragment F on Query { groups }", None, "other", "other"),
        ("{ shown: groups }", None, "other", "groups"),
    ],
)
def test_an_operation_is_named_by_what_nobody_can_make_up(
    text: str, asked: str | None, operation: str, field: str
) -> None:
    assert name_operation("graphql", parse(text), asked, SCHEMA) == Named(
        "graphql", operation, field
    )


def test_what_cannot_be_parsed_has_no_name() -> None:
    assert name_operation("graphql", None, "Board", SCHEMA) == Named("graphql", "other", "other")


@pytest.mark.parametrize(
    ("data", "codes", "outcome"),
    [
        ({}, [], "ok"),
        ({}, ["NOT_FOUND"], "partial"),
        (None, ["NOT_FOUND"], "refused"),
        (None, [None], "refused"),
        (None, ["NOT_FOUND", "INTERNAL_SERVER_ERROR"], "failed"),
        ({}, ["INTERNAL_SERVER_ERROR"], "failed"),
    ],
)
def test_an_outcome_tells_the_callers_faults_from_ours(
    data: object, codes: list[str | None], outcome: str
) -> None:
    class Told:
        def __init__(self, code: str | None) -> None:
            self.extensions = code and {"code": code}

    assert tell_outcome(data, [Told(code) for code in codes]) == outcome


@pytest.mark.usefixtures("administrate")
@pytest.mark.parametrize(("api", "path"), [("graphql", "/graphql"), ("relay", "/graphql/relay")])
@pytest.mark.parametrize(
    ("query", "field", "outcome"),
    [
        ("query Mine { products { totalCount } }", "products", "ok"),
        ("query Mine { __typename }", "introspection", "ok"),
        ("query Mine { made_up }", "other", "refused"),
        ("query Mine {", "other", "refused"),
    ],
)
def test_each_operation_is_counted_once(
    api: str, path: str, query: str, field: str, outcome: str
) -> None:
    names = {"api": api, "operation": "other", "field": field}
    took = counted("tutti_operation_seconds_count", lambda: ask(query, path=path), **names)
    went = counted(
        "tutti_operations_total", lambda: ask(query, path=path), **names, outcome=outcome
    )

    assert (took, went) == (1, 1)


@pytest.mark.usefixtures("administrate")
def test_what_was_paid_is_counted_by_operation() -> None:
    names = {"api": "graphql", "operation": "other", "field": "features"}

    def pay() -> None:
        ask("{ features(first: 7) { edges { node { key } } } }")

    assert counted("tutti_operation_cost_total", pay, **names) == 8


def test_requests_are_counted_by_part_and_status() -> None:
    def miss() -> None:
        Client().get("/nowhere", secure=True)

    assert counted("tutti_http_requests_total", miss, part="none", status="404") == 1
    assert counted("tutti_http_request_seconds_count", miss, part="none") == 1


@pytest.mark.parametrize(
    ("route", "part"),
    [
        ("/graphql", "graphql"),
        ("/graphql/relay", "graphql"),
        ("/accounts/invitation/<str:secret>/", "accounts"),
        ("/", "none"),
        ("(no route)", "none"),
    ],
)
def test_a_part_is_what_a_route_begins_with(route: str, part: str) -> None:
    assert name_part(route) == part


@pytest.mark.parametrize(
    ("error", "lost"),
    [
        (wrap(OperationalError, psycopg.OperationalError("it is gone")), 1),
        (wrap(OperationalError, psycopg.errors.TooManyConnections()), 1),
        (wrap(OperationalError, psycopg.errors.DeadlockDetected()), 0),
        (wrap(InterfaceError, None), 1),
        (ValueError("a bug"), 0),
        (None, 0),
    ],
    ids=repr,
)
def test_a_database_out_of_reach_is_counted(error: Exception | None, lost: int) -> None:
    def lose() -> None:
        count_loss(error, during="request")

    assert counted("tutti_database_failures_total", lose, during="request") == lost


def read() -> dict[str, Any]:
    """Read what is told of comparisons."""
    return {each.name: each.samples[0].value for each in Verifications().collect()}


def test_what_a_comparison_has_found_is_told_until_the_next() -> None:
    before = read()
    build_preference(build_stakeholder(team=build_team("sales")), build_feature("sso"))
    differences = list(verify(at=1_700_000_000.0))

    assert (before, differences) == ({}, [])
    assert read() == {
        "tutti_verification_cells": 1,
        "tutti_verification_differences": 0,
        "tutti_verification_timestamp_seconds": 1_700_000_000.0,
    }
