"""Says of records of a tool that are in another product already what can be done about it."""

from collections.abc import Collection, Mapping
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.importers.faults import quote
from backend.integrations.importers.importing import Terms
from products.models import Feature, Insight, Product

# Which rows are of one product, by the word that counts them.
MODELS: Final[Mapping[str, type[Feature] | type[Insight]]] = {
    "features": Feature,
    "insights": Insight,
}


def tell_elsewhere(
    word: str, keys: Collection[str], *, source: str, product: Product, terms: Terms
) -> dict[str, str]:
    """Say of those of KEYS that SOURCE has in another product than PRODUCT where they are.

    WORD says what they are. The other product is named where TERMS let it be.
    """
    if not keys or word not in MODELS:
        return {}
    rows = MODELS[word].objects.filter(source=source, external_id__in=keys)
    found = rows.exclude(product=product).values_list("external_id", "product", "product__key")
    told = {}
    for key, other, name in found:
        is_seen = terms.seen is None or other in terms.seen
        told[key] = _tell(key, source, product=name if is_seen else "")
    return told


def _tell(key: str, source: str, *, product: str) -> str:
    """Say of KEY of SOURCE that it is in another product: PRODUCT, if it may be named."""
    named = {"key": quote(key), "source": quote(source), "product": quote(product)}
    if product:
        told = _(
            "%(key)s of %(source)s is in the product %(product)s already: import into that one, "
            "or give another --source, which keeps the two apart."
        )
    else:
        told = _(
            "%(key)s of %(source)s is in another product already: give another --source, which "
            "keeps the two apart."
        )
    return told % named
