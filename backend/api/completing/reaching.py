"""Tells how the value of a field is reached without graphql-core: as an attribute, or by a call.

Only what strawberry itself would do is told here; of all other fields nothing is.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Model
from django.db.models.query_utils import DeferredAttribute
from graphql import GraphQLField, GraphQLObjectType
from strawberry import relay
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types import get_object_definition
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver
from strawberry_django.fields.field import StrawberryDjangoField
from strawberry_django.relay.utils import resolve_model_id
from strawberry_django.utils.typing import get_django_definition

BACK: Final = GraphQLCoreConverter.DEFINITION_BACKREF
NODE_ID: Final = get_object_definition(relay.Node, strict=True).fields[0].base_resolver


@dataclass(frozen=True, slots=True)
class Reach:
    """An expression for the value of a field of the object {0}, and what its names stand for."""

    expression: str
    names: Mapping[str, object] = field(default_factory=dict)
    attribute: str = ""  # the Python name of the field
    is_column: bool = False


def class_of(type_: GraphQLObjectType) -> type | None:
    """Give the one class whose objects are of TYPE_; None when TYPE_ has to be asked."""
    definition: Any = type_.extensions.get(BACK)
    origin = getattr(definition, "origin", None)
    django = get_django_definition(origin) if origin else None
    return django.model if django else None


def reach(type_: GraphQLObjectType, asked: GraphQLField) -> Reach | None:
    """Tell how a field of TYPE_ is reached; None when graphql-core has to do it."""
    found: Any = asked.extensions.get(BACK)
    if found is None or found.extensions or found.arguments or found.is_async:
        return None
    if found.base_resolver is not None:
        if type(found) is not StrawberryField:
            return None
        return _reach_id(type_, found) or _reach_by_call(found)
    if isinstance(found, StrawberryDjangoField):
        return _reach_column(type_, found)
    if type(found) is StrawberryField and found.default_resolver is getattr:
        return Reach(f"{{0}}.{found.python_name}", attribute=found.python_name)
    return None


def _reach_column(type_: GraphQLObjectType, found: Any) -> Reach | None:  # noqa: ANN401 -- strawberry's field
    """Read a column; whatever else a model has is left to strawberry."""
    model = class_of(type_)
    name = found.django_name or found.python_name
    column = getattr(model, name, None)
    if type(column) is not DeferredAttribute:
        return None
    return Reach(f"{{0}}.{column.field.attname}", attribute=found.python_name, is_column=True)


def _reach_by_call(found: StrawberryField) -> Reach | None:
    """Call a resolver that takes only the object; strawberry calls one that asks for `info`."""
    resolver = found.base_resolver
    if resolver is None or resolver.info_parameter or not callable(resolver.wrapped_func):
        return None
    named = {each.name for each in (resolver.parent_parameter, resolver.root_parameter) if each}
    given = ["{0}"] if resolver.self_parameter else []
    given += [f"{name}={{0}}" for name in sorted(named)]
    name = f"resolve_{found.python_name}_{id(resolver)}"
    expression = f"{name}({', '.join(given)})"
    return Reach(expression, {name: resolver.wrapped_func}, found.python_name)


def _reach_id(type_: GraphQLObjectType, found: StrawberryField) -> Reach | None:
    """Write the global id of a row, as Relay's node does."""
    resolver, origin = found.base_resolver, getattr(type_.extensions.get(BACK), "origin", None)
    if not (_is_node_id(resolver) and isinstance(origin, type) and issubclass(origin, relay.Node)):
        return None
    attribute = origin.resolve_id_attr()
    if class_of(type_) is None or attribute == "pk":
        return None
    if origin.resolve_id.__func__ is not resolve_model_id:  # type: ignore[attr-defined]  # -- strawberry-django binds it so
        return None
    if origin.resolve_typename.__func__ is not relay.Node.resolve_typename.__func__:  # type: ignore[attr-defined]  # -- both are class methods
        return None
    write: Callable[[Model], str] = _write_ids(type_.name, attribute)
    name = f"write_id_{type_.name}"
    return Reach(f"{name}({{0}})", {name: write}, found.python_name, is_column=True)


def _is_node_id(resolver: StrawberryResolver[Any] | None) -> bool:
    """Tell whether RESOLVER is Relay's, bound to whichever type."""
    function = _find_function(resolver)
    return function is not None and function is _find_function(NODE_ID)


def _find_function(resolver: StrawberryResolver[Any] | None) -> object:
    """Find what RESOLVER, made of a class method, is bound to a type from."""
    return getattr(resolver and resolver.wrapped_func, "__func__", None)


def _write_ids(name: str, attribute: str) -> Callable[[Model], str]:
    """Write ids of the type called NAME from an ATTRIBUTE, which has been read."""
    start = f"{name}:"

    def write(row: Model) -> str:
        return b64encode(f"{start}{row.__dict__[attribute]}".encode()).decode()

    return write
