"""The items of a JSON list come one by one, and what no row can hold is refused."""

import json
import random
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.integrations.importers.faults import Faults, FileRefusedError
from backend.integrations.importers.json_items import read_items
from backend.integrations.importers.json_scanning import ITEM_BYTES, MOST_DEPTH


class Drops(BytesIO):
    """Gives a few bytes at a time, so that every value is cut somewhere."""

    def read(self, size: int | None = -1) -> bytes:
        """Give from 1 to 7 bytes."""
        return super().read(random.Random(size).randint(1, 7))  # noqa: S311 -- no secret


def read(content: str | bytes, *within: str) -> list[tuple[int, dict[str, Any]]]:
    """Read CONTENT, which holds the list WITHIN, and refuse none of its items."""
    faults = Faults()
    raw = content if isinstance(content, bytes) else content.encode()
    found = list(read_items(BytesIO(raw), "x.json", faults, within=within))
    assert faults.listed == []
    return found


def refuse(content: str | bytes) -> str:
    """Give why CONTENT is refused."""
    with pytest.raises(FileRefusedError) as caught:
        read(content, "posts")
    return str(caught.value)


WORDS = st.text(max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
ITEMS = st.lists(st.dictionaries(WORDS, JSON, max_size=3), max_size=4)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(items=ITEMS, indent=st.sampled_from([None, 1]), ascii_only=st.booleans())
def test_what_any_json_list_holds_comes_out_of_it(
    items: list[dict[str, Any]], indent: int | None, *, ascii_only: bool
) -> None:
    text = json.dumps(items, indent=indent, ensure_ascii=ascii_only)
    whole = json.dumps({"a": items, "posts": items, "z": {"posts": [1]}}, indent=indent)

    for content, within in ((text, ""), (whole, "posts")):
        raw = content.encode("utf-8", "surrogatepass")
        found = read_items(Drops(raw), "x.json", Faults(), within=[within])
        assert list(found) == list(enumerate(items, 1))


def test_a_list_may_lie_deeper_where_each_name_leads_once() -> None:
    answer = '{"data": {"x": [1], "posts": {"nodes": [{"a": 1}], "x": {}}}, "x": 1}'

    assert read(answer, "data", "posts", "nodes") == [(1, {"a": 1})]


@pytest.mark.parametrize(
    "content", ["[]", " [ ] ", "\ufeff[]", '{"posts": []}', '{"posts":[],"a":1}']
)
def test_an_empty_list_holds_nothing(content: str) -> None:
    assert read(content, "posts") == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "x.json: this is no JSON: [ was expected, not the end of the file."),
        ("posts", "x.json: this is no JSON: [ was expected, not 'p'."),
        ("[{}", "x.json, row 1: this is no JSON: , or ] was expected, not the end of the file."),
        ("[{},]", "x.json, row 2: this is no JSON: Expecting value, 0 characters into it."),
        ("[{} {}]", "x.json, row 1: this is no JSON: , or ] was expected, not '{'."),
        ('[{"a": 1]', "x.json, row 1: this is no JSON: Expecting ',' delimiter, 7 characters"),
        ('[{"a": "b', "x.json, row 1: this is no JSON: the file ends within a value."),
        ('[{"a" 1}]', "x.json, row 1: this is no JSON: Expecting ':' delimiter, 5 characters"),
        ("[{}] []", "x.json, row 1: this is no JSON: something stands behind its end."),
        ('{"other": []}', "x.json: there is no list 'posts' in this."),
        ('{"posts": {}}', "x.json: there is no list 'posts' in this."),
        (b'[{"a": "\xff"}]', "x.json, row 1: this is not UTF-8 (byte 0xFF)."),
        ('[{"a": 1}]'.encode("utf-16"), "x.json: this is no JSON: [ was expected, not "),
    ],
)
def test_what_is_no_such_json_is_refused(content: str | bytes, told: str) -> None:
    assert refuse(content).startswith(told)


def test_what_is_too_deep_is_refused() -> None:
    told = f"x.json, row 1: this has more than {MOST_DEPTH} lists and objects in each other."

    assert refuse('[{"a": ' + "[" * 1_000_000) == told


def test_what_has_no_end_is_refused_before_it_fills_the_memory() -> None:
    told = f"x.json, row 1: this has more than {ITEM_BYTES:,} bytes; is a quote left open?"

    assert refuse(b'[{"a": "' + b"x" * 3 * ITEM_BYTES) == told
    assert refuse(b"[" + b"1" * 3 * ITEM_BYTES) == told


@pytest.mark.parametrize(
    "number", ["9" * 100_000, "-" + "9" * 50, "1e999999999", "1." + "0" * 50, "NaN", "-Infinity"]
)
def test_a_number_that_no_row_holds_is_told_of_and_left_out(number: str) -> None:
    faults = Faults()
    content = BytesIO(f'[{{"a": {number}}}, {{"a": 1}}, 2]'.encode())

    found = list(read_items(content, "x.json", faults))

    assert found == [(2, {"a": 1})]
    assert [fault.row for fault in faults.listed] == [1, 3]
    assert faults.listed[0].message.endswith(" is no number that could be kept.")
    assert len(faults.listed[0].message) < 120
