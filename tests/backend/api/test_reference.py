"""The reference is the one that the schema writes, and warns of what is going."""

from pathlib import Path

from graphql import build_schema

from backend.api import schema as module
from backend.api.reference import write_reference
from backend.api.schema import schema

PAGE = Path(module.__file__).resolve().parents[2] / "docs" / "reference.md"
SMALL = build_schema('''
"""What can be asked."""
type Query {
  """Counts."""
  count(
    """From where."""
    from: Int! = 3
  ): Int @deprecated(reason: "Use `total`.")
  """Things."""
  things(first: Int, kind: Kind): ThingConnection!
}
"""What it is."""
enum Kind {
  """Old."""
  OLD
}
"""A list."""
type ThingConnection {
  """Rows."""
  nodes: [[Kind!]!]!
}
"""A row."""
type ThingEdge {
  """The row."""
  node: Kind
}
''')
SHOWN = """\
- `count(from)` (Int): Counts. **Deprecated:** Use `total`.
  - `from` (Int! = `3`): From where.
- `things(kind, ...)` ([ThingConnection](#connection)!): Things.
"""


def test_the_committed_reference_is_the_one_that_the_schema_writes() -> None:
    assert PAGE.read_text("utf-8") == write_reference(schema._schema)  # noqa: SLF001 -- it has no public name


def test_a_field_is_shown_with_its_arguments_its_default_and_its_end() -> None:
    assert SHOWN in write_reference(SMALL)


def test_a_value_is_shown_with_what_it_means() -> None:
    assert "### Kind\n\nWhat it is.\n\n- `OLD`: Old.\n" in write_reference(SMALL)
