"""Adds fields to a type where what they show is at home, as `extend type` does in a document.

So the types they lead to may name the type they belong to, and no module imports in a circle.
"""

from strawberry.types import get_object_definition


def extend(target: type, *parts: type) -> None:
    """Add the fields of PARTS, which are no types of their own in the schema, to the type TARGET.

    :raises TypeError: when a field is there already.
    """
    fields = get_object_definition(target, strict=True).fields
    for part in parts:
        added = get_object_definition(part, strict=True).fields
        taken = {field.python_name for field in fields} & {field.python_name for field in added}
        if taken:
            raise TypeError(f"{target.__name__} has these fields already: {sorted(taken)}")
        fields += added
