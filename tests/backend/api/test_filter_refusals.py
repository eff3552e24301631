"""What a filter cannot take is refused at its place and in our words, in both APIs alike."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.backend.api.asking import post as post_main
from tests.backend.relay.asking import post as post_relay

pytestmark = pytest.mark.django_db

MAIN = "query ($f: FeatureFilter) { features(filter: $f) { totalCount } }"
NO_PRODUCT = "UHJvZHVjdDoxMjM0NTY3OC0xMjM0LTU2NzgtMTIzNC01Njc4MTIzNDU2Nzg="
A_FEATURE = "RmVhdHVyZToxMjM0NTY3OC0xMjM0LTU2NzgtMTIzNC01Njc4MTIzNDU2Nzg="
NUL = "a\0b"

# Each value with the sentence that refuses it, and the place inside the value.
TEXTS = [
    (NUL, "No text can hold the character U+0000."),
    ("x" * 1_001, "This text is longer than 1,000 characters."),
]
IDS = [
    ("zzz", "'zzz' is no id of ours."),
    ("", "'' is no id of ours."),
    ("\0", "'\\x00' is no id of ours."),
    (A_FEATURE, f"{A_FEATURE!r} is the id of a Feature, not of a Product."),
    (NO_PRODUCT, "Nothing has this id."),
]
# Beside each filter of the main API stands that of the Relay feed: its name and type.
REFUSED: list[tuple[tuple[str, ...], tuple[str, str], Any, str]] = [
    *((("name", "contains"), ("name_Icontains", "String"), *each) for each in TEXTS),
    *((("key", "exact"), ("key", "String"), *each) for each in TEXTS),
    *((("tag",), ("tag", "String"), *each) for each in TEXTS),
    *((("search",), ("search", "String"), *each) for each in TEXTS),
    *((("product",), ("product", "ID"), *each) for each in IDS),
    (("key", "in"), ("key_In", "[String!]"), ["a", NUL], TEXTS[0][1]),
    (("tags", "any"), ("tags_Any", "[String!]"), ["a", NUL], TEXTS[0][1]),
    (("key", "in"), ("key_In", "[String!]"), ["a"] * 1_001, "More than 1,000 values."),
    (("search",), ("search", "String"), "a " * 21, "More than 20 words."),
    (("minReach",), ("minReach", "Float"), 1e16, "This number is out of range."),
    (("low", "gte"), ("low_Gte", "Float"), -1e300, "This number is out of range."),
    (
        ("createdAt", "gt"),
        ("createdAt_Gt", "DateTime"),
        "0001-01-01T00:00:00+14:00",
        "This moment is out of range.",
    ),
    (
        ("createdAt", "lt"),
        ("createdAt_Lt", "DateTime"),
        "9999-12-31T23:59:59-14:00",
        "This moment is out of range.",
    ),
]


def refuse(post: Callable[..., Any], query: str, **variables: object) -> tuple[str, str, list[Any]]:
    """Give message, code and place of the one error that QUERY with VARIABLES ends in."""
    (error,) = json.loads(post(query, variables).content)["errors"]
    told = error["extensions"]
    return error["message"], told["code"], told["argument"]


@pytest.mark.parametrize(("path", "argument", "value", "message"), REFUSED)
def test_a_value_is_refused_at_its_place_in_both(
    path: tuple[str, ...], argument: tuple[str, str], value: object, message: str
) -> None:
    name, type_ = argument
    given = {path[0]: value if len(path) == 1 else {path[1]: value}}
    relay = f"query ($v: {type_}) {{ features({name}: $v) {{ totalCount }} }}"

    assert refuse(post_main, MAIN, f=given) == (message, "BAD_USER_INPUT", ["filter", *path])
    assert refuse(post_relay, relay, v=value) == (message, "BAD_USER_INPUT", [name])


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_a_decimal_that_is_none_is_refused(value: str) -> None:
    message, code, place = refuse(post_main, MAIN, f={"effort": {"gte": value}})

    assert code == "BAD_USER_INPUT"
    assert message in {"This is no number.", "This number is out of range."}
    assert place == ["filter", "effort", "gte"]


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"or": [{}, {"key": {"in": ["a", NUL]}}]}, ["or", 1, "key", "in"]),
        ({"and": [{"not": {"tag": NUL}}]}, ["and", 0, "not", "tag"]),
        ({"not": {"backedBy": {"group": "zzz"}}}, ["not", "backedBy", "group"]),
        ({"and": [{"or": [{"product": NO_PRODUCT}]}]}, ["and", 0, "or", 0, "product"]),
        ({"and": [{}] * 101}, ["and", 99]),
        ({"or": [{"and": [{}] * 60}, {"and": [{}] * 60}]}, ["or", 1, "and", 37]),
    ],
)
def test_the_place_leads_through_what_is_combined(
    given: dict[str, object], place: list[object]
) -> None:
    assert refuse(post_main, MAIN, f=given)[1:] == ("BAD_USER_INPUT", ["filter", *place])


def nest(depth: int) -> dict[str, object]:
    """Make a condition that lies DEPTH deep."""
    made: dict[str, object] = {"open": True}
    for _ in range(depth):
        made = {"not": made}
    return made


def test_conditions_may_nest_ten_deep_and_no_deeper() -> None:
    answer = json.loads(post_main(MAIN, {"f": nest(10)}).content)

    assert answer["data"] == {"features": {"totalCount": 0}}
    assert refuse(post_main, MAIN, f=nest(11)) == (
        "Conditions are nested more than 10 deep.",
        "BAD_USER_INPUT",
        ["filter", *["not"] * 11],
    )


def test_an_enum_value_that_is_none_is_pointed_at_in_the_variable() -> None:
    given = {"or": [{}, {"stage": {"in": ["DISCOVERY", "NO_STAGE"]}}]}

    (error,) = json.loads(post_main(MAIN, {"f": given}).content)["errors"]

    assert error["extensions"] == {
        "code": "BAD_USER_INPUT",
        "variable": ["f", "or", 1, "stage", "in", 1],
    }


def test_a_refusal_is_in_english_whatever_the_caller_speaks() -> None:
    answer = post_main(MAIN, {"f": {"product": NO_PRODUCT}}, **{"accept-language": "de"})

    assert json.loads(answer.content)["errors"][0]["message"] == "Nothing has this id."
