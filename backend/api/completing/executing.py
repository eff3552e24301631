"""Completes answers with functions that are written for the operation at hand.

graphql-core completes field by field: for each row of a list it walks the selection, builds an
`info` and a path, calls a resolver and asks the type what to make of the value. Which fields those
are is the same for every row. So when an operation comes again, a Python function is written for
each place where a resolver hands over an object or a list. In it

- a column or attribute is one attribute access, and its scalar is checked by its class: anything
  but the usual class goes through the type's own `serialize`;
- a resolver that takes nothing but its object is called straight away;
- objects and lists below are written into the same function or called by it;
- any other field (with arguments, with an extension, of an abstract type) is left to graphql-core's
  `execute_field`, which comes back here with what its resolver gives.

Fragments, aliases and merged fields are collected by graphql-core itself; functions are kept for
each outcome of the variables that `@skip` and `@include` read.

Errors are graphql-core's own. Where a value is none of what was expected (null where there is none,
an object of another class, a scalar that will not serialise, an exception), the function is given
up, and with it all others of this request; the outermost value is completed by graphql-core, from
the start. What was run twice then cannot be told from what was run once: queries only read, and
what a mutation answers with is read as well. Where resolvers may be coroutines, and where an
extension watches each field, nothing is written at all.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final, TypeAlias

from graphql import (
    FieldNode,
    GraphQLOutputType,
    GraphQLResolveInfo,
    Node,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
)
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.utils.inspect import in_async_context

from backend.access.memory import Memory
from backend.access.validators import describe_asker
from backend.api.completing.repeating import LONGEST_QUESTION, repeat
from backend.api.completing.writing import Complete, GivenUpError, write
from backend.api.documents import is_kept

Pieces: TypeAlias = dict[tuple[Any, ...], Complete | None]  # by type and selecting nodes

OPERATIONS: Final = 250  # whose functions are kept
OUTCOMES: Final = 8  # of their switches; a caller who tries them all is answered by graphql-core


class Operation:
    """One operation of a parsed document, and what was written for it."""

    def __init__(self, node: OperationDefinitionNode, fragments: Mapping[str, Node]) -> None:
        self.node = node
        found = {name for each in (node, *fragments.values()) for name in _find_switches(each)}
        self.switches = sorted(found)
        self.outcomes: dict[tuple[object, ...], Pieces] = {}

    def choose(self, variables: Mapping[str, object]) -> Pieces | None:
        """Give what was written for these VARIABLES; None where no more is."""
        values = tuple(variables.get(name) for name in self.switches)
        if values not in self.outcomes and len(self.outcomes) >= OUTCOMES:
            return None
        return self.outcomes.setdefault(values, {})


_operations: Memory[int, Operation] = Memory(OPERATIONS)


def _find_switches(node: Node) -> Iterator[str]:
    """Find the variables that decide at NODE, or below it, whether something is selected."""
    for directive in getattr(node, "directives", ()):
        for argument in directive.arguments:
            if isinstance(argument.value, VariableNode):
                yield argument.value.name.value
    selected = getattr(node, "selection_set", None)
    for each in selected.selections if selected else ():
        yield from _find_switches(each)


class CompletingContext(StrawberryGraphQLCoreExecutionContext):
    """Executes an operation; from its second time on with functions of its own."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 -- graphql-core's own
        super().__init__(*arguments, **named)
        watched = self.middleware_manager and self.middleware_manager.middlewares
        self.kept = None if watched or in_async_context() else self._recall()
        self.pieces = self.kept.choose(self.variable_values) if self.kept else None
        self.is_inside = False  # of a written function

    def _recall(self) -> Operation | None:
        """Give what is kept of this operation; None when it is met for the first time."""
        key = id(self.operation)
        if not is_kept(self.operation):
            return None
        known = _operations.recall(key)
        if known is None or known.node is not self.operation:
            _operations.keep(key, Operation(self.operation, self.fragments))
            return None
        return known

    def execute_operation(self, operation: OperationDefinitionNode, root_value: Any) -> Any:  # noqa: ANN401 -- graphql-core's own
        """Execute OPERATION, or answer as before what is asked again and reads what it read."""
        execute = partial(super().execute_operation, operation, root_value)
        request = getattr(self.context_value, "request", None)
        is_query = operation.operation == OperationType.QUERY
        if self.pieces is None or request is None or not is_query:
            return execute()
        asked = repr(self.variable_values)
        if len(asked) > LONGEST_QUESTION:
            return execute()
        question = (self.kept, asked, *describe_asker(request))
        return repeat(question, execute, is_good=lambda: not self.collected_errors.errors)

    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_nodes: list[FieldNode],
        info: GraphQLResolveInfo,
        path: Path,
        result: Any,  # noqa: ANN401 -- whatever a resolver gives
    ) -> Any:  # noqa: ANN401 -- whatever an answer holds
        """Complete RESULT by the function for this place, or as graphql-core does."""
        plain = self.pieces is None or result is None or isinstance(result, Exception)
        complete = None if plain else self._find(return_type, field_nodes)
        if complete is None:
            return super().complete_value(return_type, field_nodes, info, path, result)
        if self.is_inside:
            try:
                return complete(self, result, path)
            except Exception as error:
                raise GivenUpError from error
        return self._attempt(complete, (return_type, field_nodes, info, path, result))

    def _find(self, type_: GraphQLOutputType, nodes: list[FieldNode]) -> Complete | None:
        """Find the function for what NODES select of TYPE_, or write it."""
        assert self.pieces is not None  # noqa: S101 -- asked before
        site = (type_, *map(id, nodes))
        if site not in self.pieces:
            self.pieces[site] = write(self, type_, nodes)
        return self.pieces[site]

    def _attempt(self, complete: Complete, given: tuple[Any, ...]) -> Any:  # noqa: ANN401 -- as above
        """Complete by the function; when it gives up, as graphql-core does from here on."""
        *_, path, result = given
        collected = self.collected_errors
        errors, positions = list(collected._errors), set(collected._error_positions)  # noqa: SLF001 -- taken back below
        self.is_inside = True
        try:
            return complete(self, result, path)
        except (Exception, GivenUpError):  # noqa: BLE001 -- graphql-core meets it again
            self.pieces = None
            collected._errors[:], collected._error_positions = errors, positions  # noqa: SLF001 -- nothing was completed
        finally:
            self.is_inside = False
        return super().complete_value(*given)
