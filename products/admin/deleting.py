"""What a page says before rows are deleted."""

from typing import Any


def drop_lines(listed: list[Any], starts: tuple[str, ...]) -> list[Any]:
    """Give LISTED, a list of lines and of lists below them, but for lines with one of STARTS."""
    return [
        drop_lines(each, starts) if isinstance(each, list) else each
        for each in listed
        if isinstance(each, list) or not each.startswith(starts)
    ]
