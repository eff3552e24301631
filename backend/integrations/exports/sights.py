"""What may be seen in an export: fixed when it is asked for, and asked again when it is fetched."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from backend.access.callers import Caller
from backend.access.scopes import Scope
from backend.integrations.exports.models import Noun

# Which scopes decide what a file holds; the first is what it takes to have its rows at all.
SCOPES: Final[Mapping[str, tuple[Scope, ...]]] = {
    Noun.FEATURES: (Scope.READ_ALIGNMENT, Scope.READ_COMMERCIAL),
    Noun.BREAKDOWNS: (Scope.READ_ALIGNMENT, Scope.READ_PEOPLE),
    Noun.PREFERENCES: (Scope.READ_PEOPLE, Scope.READ_COMMERCIAL),
}


@dataclass(frozen=True, slots=True)
class Sight:
    """The products, by key, in which each scope is held; None stands for all of them."""

    products: Mapping[str, frozenset[int] | None]

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Read what was STORED with an export."""
        return cls(
            {name: None if keys is None else frozenset(keys) for name, keys in stored.items()}
        )

    @classmethod
    def find(cls, caller: Caller, noun: str, product: int | None) -> Self:
        """Find what CALLER sees of NOUN, in PRODUCT or in all that are theirs."""
        found = {scope.value: caller.find_products(scope) for scope in SCOPES[noun]}
        if product is None:
            return cls(found)
        mine = frozenset({product})
        return cls({name: mine if keys is None else mine & keys for name, keys in found.items()})

    def store(self) -> dict[str, list[int] | None]:
        """Give what is stored of it."""
        return {
            name: None if keys is None else sorted(keys) for name, keys in self.products.items()
        }

    def includes(self, scope: Scope, product: int) -> bool:
        """Tell whether SCOPE is held in PRODUCT."""
        keys = self.products[scope.value]
        return keys is None or product in keys

    def find_lost(self, caller: Caller) -> Scope | None:
        """Find a scope that CALLER no longer holds wherever this says so, if there is one."""
        for name, keys in self.products.items():
            now = caller.find_products(Scope(name))
            if now is not None and (keys is None or not keys <= now):
                return Scope(name)
        return None
