"""How dates are read, and decimals written."""

import pytest

from tests.backend.api.asking import ask, id_of, post
from tests.builders import build_segment

pytestmark = pytest.mark.django_db

ACCOUNT = """mutation ($in: UpsertAccountInput!) { upsertAccount(input: $in) {
  account { annualValue } } }"""


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            '{ objectives(filter: {targetDate: {gt: "soon"}}) { totalCount } }',
            "'soon' is no Date; write it as 2030-01-31.",
        ),
        (
            '{ features(filter: {createdAt: {gt: "2030-01-xx"}}) { totalCount } }',
            "'2030-01-xx' is no DateTime; write it as 2030-01-31T09:30:00Z.",
        ),
    ],
)
def test_a_date_that_is_none_is_refused_in_plain_words(query: str, message: str) -> None:
    (error,) = post(query).json()["errors"]  # type: ignore[attr-defined]  # -- the test client adds it

    assert error["message"].endswith(message)
    assert "int()" not in error["message"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [("1", "1"), ("1.000", "1"), ("1234.50", "1234.5"), ("1200", "1200"), ("1E+3", "1000")],
)
def test_a_decimal_is_written_alike_when_it_is_new_and_when_it_is_read(
    given: str, shown: str
) -> None:
    entry = {"key": "a", "name": "A", "segment": id_of(build_segment()), "annualValue": given}

    new = ask(ACCOUNT, **{"in": entry})["upsertAccount"]["account"]
    (read,) = ask("{ accounts { nodes { annualValue } } }")["accounts"]["nodes"]

    assert (new, read) == ({"annualValue": shown}, {"annualValue": shown})
