"""The example operations that the explorer offers, from docs/operations/."""

import re
from functools import cache
from pathlib import Path
from typing import Final, TypedDict

from graphql import FragmentSpreadNode, Node, OperationDefinitionNode, Visitor, parse, visit

FOLDER: Final = Path(__file__).resolve().parents[3] / "docs" / "operations"
COMMENT: Final = re.compile(r"^# ?(.*)$", re.MULTILINE)


class Example(TypedDict):
    """One operation: its name, what it is for, and its text with the fragments that it spreads."""

    name: str
    about: str
    query: str


class Theme(TypedDict):
    """The operations of one file, and what they have in common."""

    title: str
    examples: list[Example]


class Spreads(Visitor):
    """Collects the names of the fragments that a node spreads."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_rest: object) -> None:
        """Collect one."""
        self.names.append(node.name.value)


@cache
def read_themes() -> list[Theme]:
    """Read all themes; none where the documentation was not installed with the program."""
    return [read_theme(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.graphql"))]


def read_theme(text: str) -> Theme:
    """Read TEXT: a comment says what it is about, and one above each operation what that is for."""
    document = parse(text)
    title, *_ = COMMENT.findall(text)
    fragments = {
        getattr(node, "name").value: _cut(text, node)  # noqa: B009 -- fragments have names
        for node in document.definitions
        if not isinstance(node, OperationDefinitionNode)
    }
    return Theme(
        title=title,
        examples=[
            _read_example(text, node, fragments)
            for node in document.definitions
            if isinstance(node, OperationDefinitionNode)
        ],
    )


def _read_example(text: str, node: OperationDefinitionNode, fragments: dict[str, str]) -> Example:
    """Read the operation at NODE of TEXT, with those FRAGMENTS that it spreads."""
    above = text[: node.loc.start if node.loc else 0].rstrip("\n").split("\n\n")[-1]
    spreads = Spreads()
    visit(node, spreads)
    used = [fragments[name] for name in dict.fromkeys(spreads.names)]
    return Example(
        name=node.name.value if node.name else "",
        about=" ".join(COMMENT.findall(above)),
        query="\n\n".join([f"{above}\n{_cut(text, node)}", *used]) + "\n",
    )


def _cut(text: str, node: Node) -> str:
    """Cut the text of NODE out of TEXT."""
    return text[node.loc.start : node.loc.end] if node.loc else ""
