"""Fields that are worked out: strawberry's own, with the types of what they decorate kept."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.relay import to_base64

from backend.api.once import Once

F = TypeVar("F", bound=Callable[..., object])


def computed(
    description: str, *, graphql_type: object = None, extensions: Sequence[FieldExtension] = ()
) -> Callable[[F], F]:
    """Make a field with DESCRIPTION, and perhaps a GRAPHQL_TYPE of its own, out of a method."""
    made: Any = strawberry.field(
        description=description, graphql_type=graphql_type, extensions=list(extensions)
    )
    return cast("Callable[[F], F]", made)


def identify(type_name: str, *place: object) -> strawberry.ID:
    """Name something of the type TYPE_NAME that is worked out by its PLACE, for caches.

    It is no node: `node` finds nothing by it.
    """
    return strawberry.ID(to_base64(type_name, ":".join(str(each) for each in place)))


def mutation(description: str) -> Callable[[F], F]:
    """Make a mutation with DESCRIPTION out of a method, which takes a `Keyed` input as `given`."""
    made: Any = strawberry.mutation(description=description, extensions=[Once()])
    return cast("Callable[[F], F]", made)


def subscription(description: str) -> Callable[[F], F]:
    """Make a subscription with DESCRIPTION out of a method."""
    made: Any = strawberry.subscription(description=description)
    return cast("Callable[[F], F]", made)
