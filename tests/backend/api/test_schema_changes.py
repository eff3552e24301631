"""What was published is kept: nothing goes from the schema that was not deprecated before."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from graphql import build_schema

from backend.api import schema as module
from backend.api.evolution import find_broken
from backend.api.schema import schema

SCHEMA = schema._schema  # noqa: SLF001 -- it has no public name
DOCS = Path(module.__file__).resolve().parents[2] / "docs"
PUBLISHED = (DOCS / "published.graphql").read_text("utf-8")

OLD = """
type Query { feature(key: String!): Feature  old: Old @deprecated(reason: "Nobody asked.") }
interface Node { id: ID! }
type Feature implements Node {
  id: ID!
  name: String!
  title: String @deprecated(reason: "Use name.")
  stage: Stage
}
type Old { year: Int }
enum Stage { NEW LATE @deprecated(reason: "Use NEW.") }
input Filter { key: String  word: String @deprecated(reason: "Use key.") }
type Mutation { find(input: Filter): Feature }
"""


@pytest.mark.parametrize(
    ("before", "after", "broken"),
    [
        ("", "", []),
        ("name: String!", "", ["FIELD_REMOVED: Feature.name was removed."]),
        ('title: String @deprecated(reason: "Use name.")', "", []),
        ('LATE @deprecated(reason: "Use NEW.")', "", []),
        ('word: String @deprecated(reason: "Use key.")', "", []),
        ("enum Stage { NEW LATE", "enum Stage { LATE", ["VALUE_REMOVED_FROM_ENUM"]),
        ("name: String!", "name: Int!", ["FIELD_CHANGED_KIND"]),
        ("name: String!", "name: String", ["FIELD_CHANGED_KIND"]),
        ("name: String!", "name: String! key: String", []),
        ("input Filter { key: String", "input Filter { key: String!", ["FIELD_CHANGED_KIND"]),
        ("input Filter { key", "input Filter { more: Int! key", ["REQUIRED_INPUT_FIELD_ADDED"]),
        ("input Filter { key", "input Filter { more: Int key", []),
        ("feature(key: String!)", "feature", ["ARG_REMOVED"]),
        ("feature(key: String!)", "feature(key: String!, at: Int!)", ["REQUIRED_ARG_ADDED"]),
        ("type Feature implements Node {", "type Feature {", ["IMPLEMENTED_INTERFACE_REMOVED"]),
    ],
)
def test_a_promise_is_broken_only_where_it_was_not_taken_back_before(
    before: str, after: str, broken: list[str]
) -> None:
    assert before in OLD

    found = find_broken(OLD, build_schema(OLD.replace(before, after)))

    assert [line[: len(each)] for line, each in zip(found, broken, strict=True)] == broken


def test_what_only_a_deprecated_field_led_to_may_go_with_it() -> None:
    new = OLD.replace('old: Old @deprecated(reason: "Nobody asked.")', "").replace(
        "type Old { year: Int }", ""
    )

    assert find_broken(OLD, build_schema(new)) == []


def test_the_schema_keeps_what_was_published() -> None:
    assert find_broken(PUBLISHED, SCHEMA) == []


def test_the_removal_of_any_field_that_was_published_would_be_found() -> None:
    without = PUBLISHED.replace("  contested: Boolean!\n", "  disputed: Boolean!\n", 1)
    assert without != PUBLISHED

    found = find_broken(PUBLISHED, build_schema(without))

    assert found == ["FIELD_REMOVED: Alignment.contested was removed."]


def test_publishing_writes_the_schema_down(tmp_path: Path) -> None:
    page = tmp_path / "docs" / "published.graphql"
    page.parent.mkdir()
    page.write_text("type Query { viewer: Viewer! } type Viewer { name: String! }")

    with override_settings(BASE_DIR=tmp_path):
        call_command("publish_schema", stdout=StringIO())

    assert page.read_text("utf-8") == f"{schema.as_str()}\n"


def test_publishing_is_refused_where_a_promise_is_broken(tmp_path: Path) -> None:
    page = tmp_path / "docs" / "published.graphql"
    page.parent.mkdir()
    page.write_text("type Query { weather: Int }")

    with (
        override_settings(BASE_DIR=tmp_path),
        pytest.raises(CommandError, match=r"Query\.weather was removed"),
    ):
        call_command("publish_schema")

    assert page.read_text("utf-8") == "type Query { weather: Int }"
