"""Narrows the feed to what a caller may see, by the same rules as the rows that it is about."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Q, QuerySet

from backend.access.callers import Caller
from backend.access.scopes import Scope
from backend.access.sight import RULES
from backend.feed.followed import MODELS
from backend.feed.models import Change


def find_withheld(
    caller: Caller, *, nouns: Collection[str] = (), product: int | None = None
) -> dict[str, Scope]:
    """Find of which of NOUNS, or of all, CALLER is never told, and the scope that each takes.

    Where a PRODUCT is given, by key, it is asked for there; otherwise in any. What they do or do
    not see else plays no part, so that it tells of nothing but their own scopes.
    """
    rules = {noun: RULES[model] for noun, model in MODELS.items() if noun in (nouns or MODELS)}
    return {
        noun: rule.scope
        for noun, rule in rules.items()
        if not caller.may(rule.scope, product if rule.path else None)
    }


def is_blind(withheld: Mapping[str, Scope], nouns: Collection[str] = ()) -> bool:
    """Tell whether all of NOUNS, or of all that there are, are WITHHELD."""
    return len(withheld) == len(set(nouns) or MODELS)


def see_changes(rows: QuerySet[Change], caller: Caller) -> QuerySet[Change]:
    """Keep the ROWS about what CALLER may see, or might have seen before it was deleted."""
    everywhere: list[str] = []
    partly: dict[frozenset[int], list[str]] = defaultdict(list)
    for noun, model in MODELS.items():
        rule = RULES[model]
        products = caller.find_products(rule.scope)
        if products is None or (not rule.path and caller.may(rule.scope)):
            everywhere.append(noun)
        elif rule.path and products:
            partly[products].append(noun)
    if len(everywhere) == len(MODELS):
        return rows
    seen = Q(noun__in=everywhere)
    for products, nouns in partly.items():
        seen |= Q(noun__in=nouns, product_id__in=products)
    return rows.filter(seen) if everywhere or partly else rows.none()
