"""Locks the rows that a form is about to write, so that what it is held against stays so."""

from collections.abc import Iterable
from typing import Any

from products.admin.logs import ReadInline


def lock_rows(model: Any, key: str, inlines: Iterable[type[Any]]) -> None:  # noqa: ANN401 -- any model
    """Lock the row of MODEL with KEY, and those beside it that INLINES edit, until all is written.

    New rows may still point to it meanwhile. SQLite has locked its whole file already.
    """
    rows = model._base_manager.select_for_update(no_key=True)  # noqa: SLF001 -- any model
    rows.filter(pk=key).first()
    for inline in inlines:
        if not issubclass(inline, ReadInline):
            list(_find_beside(model, key, inline.model).values_list("pk"))


def _find_beside(model: Any, key: str, other: Any) -> Any:  # noqa: ANN401 -- as above
    """Give the rows of OTHER that hang on the row of MODEL with KEY, to be locked."""
    fields = other._meta.concrete_fields  # noqa: SLF001 -- Django's documented model API
    name = next(field.name for field in fields if field.related_model is model)
    rows = other._base_manager.select_for_update(no_key=True)  # noqa: SLF001 -- as above
    return rows.filter(**{name: key}).order_by("pk")
