"""How callers narrow tokens."""

from typing import ClassVar

from backend.access.models import Token
from products.models import Product
from products.narrowing import NUMBER, OPTIONAL, TEXT, NounFilterSet, by_link, links_of

NAMING = links_of(Token.products)


class TokenFilterSet(NounFilterSet):
    """Narrows tokens."""

    product = by_link(
        Product, NAMING, mine="token", help_text="Tokens that name this product, beside others."
    )

    class Meta:
        model = Token
        fields: ClassVar = {
            "name": TEXT,
            "start": TEXT,
            "created_at": NUMBER,
            "expires_at": OPTIONAL,
            "last_used_at": OPTIONAL,
            "revoked_at": OPTIONAL,
        }
