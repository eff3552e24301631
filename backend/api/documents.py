"""Remembers documents that were parsed and found valid, so that neither is done again.

A document is known by its whole text. What depends on more than that is not remembered: its limits
are checked, and its variables read, with every request.
"""

from collections.abc import Iterator
from typing import Final

from graphql import DocumentNode, Node
from strawberry.extensions import SchemaExtension

from backend.access.memory import Memory

DOCUMENTS: Final = 250
LONGEST: Final = 10_000  # characters; longer ones are parsed anew, so that memory stays bounded

_documents: Memory[str, DocumentNode] = Memory(DOCUMENTS)


def is_kept(node: Node) -> bool:
    """Tell whether the document that NODE is of may be kept: longer ones are parsed anew.

    A node holds the text of its whole document, and what is known of it is found by the node.
    """
    return node.loc is None or len(node.loc.source.body) <= LONGEST


class Remembering(SchemaExtension):
    """Takes the document of a text that was seen before, and does not validate it again."""

    known: DocumentNode | None = None

    def on_parse(self) -> Iterator[None]:
        """Bring the document along, if there is one."""
        context = self.execution_context
        if context.query is not None and context.graphql_document is None:
            self.known = context.graphql_document = _documents.recall(context.query)
        yield

    def on_validate(self) -> Iterator[None]:
        """Call a document valid that was so before, and remember one that is."""
        context = self.execution_context
        if self.known is not None and context.pre_execution_errors is None:
            context.pre_execution_errors = []
        yield
        query, document = context.query, context.graphql_document
        if self.known or document is None or query is None or context.pre_execution_errors != []:
            return
        if len(query) <= LONGEST:
            _documents.keep(query, document)
