"""Reads who has a say in several products at once, and the cells of features as one table."""

import math
from collections import defaultdict
from collections.abc import Collection, Sequence

import numpy as np
from django.db.models import Count
from numpy.typing import NDArray

from stakeholders.alignment.cells import Column
from stakeholders.counting import Sums
from stakeholders.keeping import load_cells
from stakeholders.models import Account, Group, Stakeholder
from stakeholders.readings import Electorate


def load_groups(products: Collection[int]) -> dict[int, list[Group]]:
    """Read the groups with a say in each of PRODUCTS, in order of their keys, in two queries."""
    named: defaultdict[int, set[int]] = defaultdict(set)
    bound = Group.objects.filter(products__isnull=False)
    for group, product in bound.values_list("pk", "products"):
        named[group].add(product)
    groups = list(Group.objects.order_by("pk"))
    return {
        product: [group for group in groups if not named[group.pk] or product in named[group.pk]]
        for product in products
    }


def load_electorates(products: Collection[int]) -> dict[int, Electorate]:
    """Read the groups with a say in each of PRODUCTS and their voices, in four queries."""
    groups = load_groups(products)
    voices: dict[int, int] = {}
    for model, owner in ((Stakeholder, "team"), (Account, "segment")):
        rows = model._default_manager.filter(**{f"{owner}__isnull": False})  # noqa: SLF001 -- either model
        voices |= dict(rows.order_by().values_list(owner).annotate(Count("pk")))
    return {
        product: Electorate(mine, np.array([voices.get(g.pk, 0) for g in mine], np.int64))
        for product, mine in groups.items()
    }


def load_table(features: Sequence[int], groups: Sequence[Group]) -> NDArray[np.int64]:
    """Read the cells of FEATURES and GROUPS as a table (features, groups, 14); 0 where unheard."""
    return stack(load_cells(features), features, groups)


def stack(sums: Sums, features: Sequence[int], groups: Sequence[Group]) -> NDArray[np.int64]:
    """Make a table (features, groups, 14) of those of SUMS that are about FEATURES and GROUPS."""
    rows = {feature: place for place, feature in enumerate(features)}
    columns = {group.pk: place for place, group in enumerate(groups)}
    table = np.zeros((len(rows), len(columns), len(Column)), np.int64)
    for (feature, group), cell in sums.items():
        if feature in rows and group in columns:
            table[rows[feature], columns[group]] = cell
    return table


def known(value: float) -> float | None:
    """Give VALUE as a plain number, or nothing where the engine has none."""
    return None if math.isnan(value) else float(value)
