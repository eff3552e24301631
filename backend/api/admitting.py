"""Lets through each entry point who may, by the rules for it."""

from collections.abc import Callable
from typing import Any, Final

import strawberry
from django.db.models import Model
from strawberry.extensions import FieldExtension
from strawberry.types import get_object_definition
from strawberry.types.base import StrawberryList, StrawberryOptional

from backend.access.answering import get_caller, refuse, withhold
from backend.access.callers import Caller, includes
from backend.access.scopes import Scope
from backend.access.sight import may_see
from backend.api.packing import find_parts
from backend.api.rules import MUTATIONS, QUERIES, STREAMS, WriteRule

PAGES: Final = ("Connection", "FeedPage")  # how types are named that may hold no row at all


class Reading(FieldExtension):
    """Tells who has a SCOPE nowhere that it takes one; what they may see is for the rows to say."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def resolve(
        self,
        next_: Callable[..., Any],
        source: Any,  # noqa: ANN401 -- strawberry's signature
        info: strawberry.Info,
        **kwargs: Any,  # noqa: ANN401 -- as above
    ) -> Any:  # noqa: ANN401 -- as above
        """Ask on by NEXT_, where nothing, an empty list or null can be answered.

        :raises RefusedError: where an answer is needed and there can be none.
        """
        caller = get_caller()
        if not caller.may(self.scope):
            if not _has_blank(info.return_type):
                raise refuse(caller, self.scope)
            withhold(f"Query.{info.field_name}", self.scope)
        return next_(source, info, **kwargs)


def _has_blank(type_: Any) -> bool:  # noqa: ANN401 -- strawberry's types
    """Tell whether TYPE_ has a value that says nothing."""
    if isinstance(type_, StrawberryOptional | StrawberryList):
        return True
    definition = get_object_definition(type_)
    return definition is not None and any(each in definition.name for each in PAGES)


class Writing(FieldExtension):
    """Runs a mutation for who may by its RULE, and shows them only what they may see of it."""

    def __init__(self, rule: WriteRule) -> None:
        self.rule = rule

    def resolve(
        self,
        next_: Callable[..., Any],
        source: Any,  # noqa: ANN401 -- strawberry's signature
        info: strawberry.Info,
        **kwargs: Any,  # noqa: ANN401 -- as above
    ) -> Any:  # noqa: ANN401 -- as above
        """Run it with NEXT_.

        :raises RefusedError: when whoever asks may not write there.
        """
        caller = get_caller()
        self._check(kwargs["given"], caller)
        payload = next_(source, info, **kwargs)
        for part in find_parts(type(payload)):
            value = getattr(payload, part.python_name)
            if isinstance(value, Model) and not may_see(caller, value):
                setattr(payload, part.python_name, None)
        return payload

    def _check(self, given: object, caller: Caller) -> None:
        scope = self.rule.scope
        if includes(caller.everywhere, scope):
            return
        if not caller.may(scope):
            raise refuse(caller, scope)
        products = self.rule.find(given, caller)
        if products is None or not all(caller.may(scope, product) for product in products):
            raise refuse(caller, scope)


def admit(query: type, mutation: type, subscription: type) -> None:
    """Let each field of QUERY and MUTATION ask for what its rule says; a SUBSCRIPTION asks itself.

    :raises KeyError: when one has no rule.
    """
    for field in get_object_definition(query, strict=True).fields:
        scope = QUERIES[field.python_name]
        field.extensions += [] if scope is None else [Reading(scope)]
    for field in get_object_definition(mutation, strict=True).fields:
        field.extensions.append(Writing(MUTATIONS[field.python_name]))
    for field in get_object_definition(subscription, strict=True).fields:
        assert STREAMS[field.python_name]  # noqa: S101 -- the look-up is what counts
