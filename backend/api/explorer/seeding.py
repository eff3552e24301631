"""Names rows to the explorer's examples, so that those which ask for one run as they are."""

import json
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final

from django.db.models import Model, QuerySet
from strawberry.relay import to_base64

from backend.access.callers import Caller
from backend.access.sight import see
from backend.api.explorer.examples import DEMO, Example, Theme
from products.models import Decision, Feature, Insight, Objective, Product
from stakeholders.models import Account, Champion, Group, Preference, Stakeholder

MODELS: Final[dict[str, type[Model]]] = {
    model.__name__: model
    for model in (
        *(Product, Objective, Feature, Insight, Decision),
        *(Group, Account, Stakeholder, Preference, Champion),
    )
}
IN_THE_DEMO: Final = {
    "Product": {"key": DEMO["product"]},
    "Feature": {"key": DEMO["key"], "product__key": DEMO["product"]},
}


def name_rows(themes: Iterable[Theme], caller: Caller) -> list[Theme]:
    """Give THEMES with the ids of rows that CALLER may see, where an example asks for one."""

    @cache
    def find(name: str) -> str:
        return _find(name, caller)

    return [
        Theme(title=theme["title"], examples=[_fill(each, find) for each in theme["examples"]])
        for theme in themes
    ]


def _fill(example: Example, find: Callable[[str], str]) -> Example:
    """Give EXAMPLE with the ids that FIND gives for types."""
    if not example["named"]:
        return example
    values = json.loads(example["variables"])
    values |= {name: find(type_name) for name, type_name in example["named"].items()}
    return Example(**(example | {"variables": json.dumps(values, indent=2)}))


def _find(name: str, caller: Caller) -> str:
    """Find the id of a row of the type NAME: the demo's, else the first that CALLER may see."""
    if name not in MODELS:
        return ""
    rows: QuerySet[Any] = see(MODELS[name]._default_manager.order_by("pk"), caller)  # noqa: SLF001 -- any of these models
    meant = IN_THE_DEMO.get(name)
    row = (rows.filter(**meant).first() if meant else None) or rows.first()
    return to_base64(name, row.public_id) if row is not None else ""
