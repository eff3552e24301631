"""Asks whatever the schema allows, and some that it does not: all of it is answered or refused."""

import os
from collections.abc import Sequence
from typing import Any, Final

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.graphql import nodes

from backend.access.errors import Code
from tests.conformance.serving import Server

pytestmark = pytest.mark.django_db  # the server's database begins as a copy of the empty one

SEEDS: Final = (1, 2)
CASES: Final = int(os.environ.get("FUZZ_CASES", "200"))  # with each seed
OK: Final = 200
UNPROCESSABLE: Final = 422  # a clientMutationId that stood for something else
REFUSALS: Final = set(Code) - {Code.INTERNAL_SERVER_ERROR}
_IDS: Final = """{
  features(product: "walked", first: 5) { nodes { id } }
  products(first: 3) { nodes { id } }
  groups(first: 3) { nodes { id } }
  accounts(first: 3) { nodes { id } }
  stakeholders(first: 5) { nodes { id } }
  preferences(first: 3) { nodes { id } }
  alignmentChanges(first: 3) { nodes { id } }
}"""
_WORDS: Final = ("walked", "feature-01", "team-0", "EUR", "talks")


def register_scalars(ids: Sequence[str]) -> None:
    """Let scalars mean something half of the time: IDS that there are, keys, dates and amounts."""
    words = st.sampled_from(_WORDS) | st.text(max_size=20)
    strategies = {
        "ID": st.sampled_from(ids) | st.text(max_size=40),
        "String": words,
        "Decimal": st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str) | words,
        "DateTime": st.datetimes(timezones=st.timezones()).map(lambda at: at.isoformat()) | words,
        "Date": st.dates().map(lambda day: day.isoformat()) | words,
    }
    for name, strategy in strategies.items():
        schemathesis.graphql.scalar(name, strategy.map(nodes.String))


def find_cases(server: Server) -> st.SearchStrategy[Any]:
    """Give what can be asked of SERVER, as its schema allows or with one fault against it."""
    found = server.ask(_IDS)
    register_scalars([node["id"] for listed in found.values() for node in listed["nodes"]])
    schema = schemathesis.graphql.from_url(server.url)
    valid, broken = map(schema.as_strategy, (GenerationMode.POSITIVE, GenerationMode.NEGATIVE))
    return valid | broken


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_asked_is_answered_or_refused(expendable: Server, seed: int) -> None:
    cases = find_cases(expendable)

    @hypothesis.seed(seed)
    @settings(
        max_examples=CASES,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def ask(case: Any) -> None:  # noqa: ANN401 -- its class is none of schemathesis' public names
        response = case.call()

        codes = {error["extensions"]["code"] for error in response.json().get("errors", ())}
        reused = response.status_code == UNPROCESSABLE and codes == {Code.CONFLICT}
        assert reused or response.status_code == OK, case.body
        assert codes <= REFUSALS, case.body

    ask()

    assert "incident" not in expendable.log.read_text(encoding="utf-8")
