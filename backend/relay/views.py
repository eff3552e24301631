"""Answers at /graphql/relay: as the main API answers, with Graphene's schema."""

from time import perf_counter
from typing import Any

from cross_web import HTTPException
from django.http import HttpRequest
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationType,
    execute_sync,
    get_operation_ast,
    parse,
    validate,
)
from strawberry.http import GraphQLRequestData
from strawberry.types import ExecutionResult

from backend.access.answering import answering
from backend.access.callers import find_caller
from backend.access.cost import LIMITS, MOST_TOKENS, measure, refuse_beyond
from backend.access.errors import MOST_ERRORS, Code, RefusedError, encode
from backend.access.operations import count_operation, name_operation, tell_outcome
from backend.access.throttling import charge
from backend.access.views import WireView


class Run:
    """One DOCUMENT on its way through a SCHEMA, with what it costs."""

    def __init__(self, schema: GraphQLSchema, asked: GraphQLRequestData) -> None:
        self.schema = schema
        self.asked = asked
        self.cost = 0
        self.executing = False
        self.paid = 0
        self.document: DocumentNode | None = None

    def answer(self, request: HttpRequest) -> ExecutionResult:
        """Answer REQUEST, with a code on every error."""
        began = perf_counter()
        with answering(find_caller(request)) as mine:
            try:
                data, errors = self._execute(request)
            except GraphQLError as error:
                data, errors = None, [error]
            except RecursionError as error:
                data, errors = None, [GraphQLError("too deep", original_error=error)]
        errors += mine.list_errors()
        coded = [encode(e, executing=self.executing) for e in errors[:MOST_ERRORS]]
        named = name_operation("relay", self.document, self.asked.operation_name, self.schema)
        seconds = perf_counter() - began
        count_operation(named, tell_outcome(data, coded), seconds=seconds, cost=self.paid)
        return ExecutionResult(
            data=data,
            errors=coded or None,
            extensions={"cost": {"requested": self.cost, "max": LIMITS.cost}},
        )

    def _execute(self, request: HttpRequest) -> tuple[dict[str, Any] | None, list[GraphQLError]]:
        document = self.document = parse(self.asked.query or "", max_tokens=MOST_TOKENS)
        self._weigh(document)
        charge(request, self.cost)
        self.paid = self.cost
        self._refuse_writing(document, request)
        faults = validate(self.schema, document)
        if faults:
            return None, faults
        self.executing = True
        result = execute_sync(
            self.schema,
            document,
            context_value=request,
            variable_values=self.asked.variables,
            operation_name=self.asked.operation_name,
        )
        return result.data, result.errors or []

    def _weigh(self, document: DocumentNode) -> None:
        sizes = measure(
            document,
            schema=self.schema,
            variables=self.asked.variables or {},
            named=bool(self.asked.operation_name),
        )
        for size in sizes:
            self.cost = max(self.cost, size.cost)
            refuse_beyond(LIMITS, size)

    def _refuse_writing(self, document: DocumentNode, request: HttpRequest) -> None:
        operation = get_operation_ast(document, self.asked.operation_name)
        if operation is None:
            raise HTTPException(400, "There is no operation of this name.")
        if operation.operation is OperationType.QUERY:
            return
        if request.method == "GET":
            raise HTTPException(400, f"{operation.operation.value}s are not allowed when using GET")
        raise RefusedError("This schema is there to be read.", code=Code.GRAPHQL_VALIDATION_FAILED)


class RelayView(WireView):
    """Runs documents on a schema of Graphene."""

    schema: Any = None

    def execute_single(  # type: ignore[override]  # -- all is given by name, and little is needed
        self, *, request: HttpRequest, request_data: GraphQLRequestData, **_rest: object
    ) -> ExecutionResult:
        """Run what was asked.

        :raises HTTPException: when nothing was asked.
        """
        if not request_data.query:
            raise HTTPException(400, "No GraphQL query found in the request")
        return Run(self.schema.graphql_schema, request_data).answer(request)
