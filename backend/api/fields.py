"""Fields that are worked out: strawberry's own, with the types of what they decorate kept."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import strawberry
from strawberry.extensions import FieldExtension

F = TypeVar("F", bound=Callable[..., object])


def computed(
    description: str, *, graphql_type: object = None, extensions: Sequence[FieldExtension] = ()
) -> Callable[[F], F]:
    """Make a field with DESCRIPTION, and perhaps a GRAPHQL_TYPE of its own, out of a method."""
    made: Any = strawberry.field(
        description=description, graphql_type=graphql_type, extensions=list(extensions)
    )
    return cast("Callable[[F], F]", made)


def mutation(description: str) -> Callable[[F], F]:
    """Make a mutation with DESCRIPTION out of a method."""
    made: Any = strawberry.mutation(description=description)
    return cast("Callable[[F], F]", made)


def subscription(description: str) -> Callable[[F], F]:
    """Make a subscription with DESCRIPTION out of a method."""
    made: Any = strawberry.subscription(description=description)
    return cast("Callable[[F], F]", made)
