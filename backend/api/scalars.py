"""How dates and decimals are read and written."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.schema.types.base_scalars import (
    DateDefinition,
    DateTimeDefinition,
    DecimalDefinition,
)
from strawberry.types.scalar import ScalarDefinition

from backend.access.decimals import write_decimal


def exemplify(scalar: ScalarDefinition, example: str) -> ScalarDefinition:
    """Let SCALAR show an EXAMPLE of itself where it cannot read a value."""
    parse = scalar.parse_value

    def parse_or_show(value: object) -> object:
        try:
            return parse(value) if parse else value
        except StrawberryInputCoercionError:
            told = f"{str(value)[:60]!r} is no {scalar.name}; write it as {example}."
            raise StrawberryInputCoercionError(told) from None

    return replace(scalar, parse_value=parse_or_show)


SCALARS: Final[dict[object, ScalarDefinition]] = {
    date: exemplify(DateDefinition, "2030-01-31"),
    datetime: exemplify(DateTimeDefinition, "2030-01-31T09:30:00Z"),
    Decimal: replace(DecimalDefinition, serialize=write_decimal),
}
