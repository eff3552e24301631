"""Writes decimals in one way, however many places they were given or are stored with."""

from decimal import Decimal


def write_decimal(amount: Decimal | int | str) -> str:
    """Write AMOUNT without an exponent and without zeros at its end."""
    text = f"{Decimal(amount):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
