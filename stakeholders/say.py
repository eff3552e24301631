"""Writes groups, their say in products, and the weight that influence is relative to."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, cast

from django.db import transaction
from django.utils.translation import gettext

from products.catalogue import SourcedEntry
from products.faults import RowFault, RowsRefusedError
from products.links import relink
from products.models import Product
from products.upserts import Outcome, Upserted, upsert
from stakeholders.electorates import refresh_electorates
from stakeholders.keeping import shift_cells
from stakeholders.locking import lock_membership
from stakeholders.models import Account, Cause, Cell, Group, ReferenceWeight, Stakeholder
from stakeholders.models.group import WEIGHT_DIGITS, WEIGHT_PLACES
from stakeholders.recounting import find_drift
from stakeholders.scoring import Occasion, rescore
from stakeholders.settling import settle_all

LIMIT: Final = 10 ** (WEIGHT_DIGITS - WEIGHT_PLACES)  # the first weight that no column holds


class ReferenceWeightError(ValueError):
    """Says that a weight cannot be what others are relative to."""


class GroupEntry(SourcedEntry, total=False):
    """What can be said of a group; PRODUCTS are primary keys, none of them means all products."""

    kind: str
    name: str
    products: list[int]


@transaction.atomic
def upsert_groups(
    entries: Sequence[GroupEntry], *, actor: str, within: Collection[int] | None = None
) -> list[Upserted[Group]]:
    """Write groups by source or by kind and key, as ACTOR, and rescore where their say moved.

    WITHIN are the products that ACTOR looks after, by key: elsewhere the say stays. None for all.

    :raises RowsRefusedError: when an entry is invalid, names an unknown product, turns a team into
        a segment or moves its say elsewhere; nothing is written then.
    """
    lock_membership()
    rows: list[dict[str, Any]] = [
        {name: value for name, value in entry.items() if name != "products"} for entry in entries
    ]
    written = upsert(Group, rows, keys=("kind", "key"), check=_check_kind)
    products = [entry.get("products") for entry in entries]
    _check_products(products)
    if within is not None:
        products = settle_all(written, products, within)
    written = relink(written, "products", products)
    reached = _find_moved_say(written, products)
    _rescore(reached, actor=actor)
    return written


def find_reach(groups: Collection[int]) -> set[int]:
    """Give the products in which any of GROUPS has a say; all of them for one that names none."""
    if Group.objects.filter(pk__in=groups, products=None).exists():
        return set(Product.objects.values_list("pk", flat=True))
    return set(Product.objects.filter(groups__in=groups).values_list("pk", flat=True).distinct())


def find_scored(products: Collection[int]) -> set[int]:
    """Give the features of PRODUCTS that anyone spoke about."""
    cells = Cell.objects.filter(feature__product__in=products).order_by()
    return set(cells.values_list("feature", flat=True).distinct())


@transaction.atomic
def grant_say(product: Product, groups: Iterable[int], *, actor: str) -> int:
    """Give GROUPS, by key, a say in PRODUCT, as ACTOR; tell how many had none before."""
    lock_membership()
    with_say = Group.objects.with_say_in(product).values_list("pk", flat=True)
    gaining = Group.objects.filter(pk__in=set(groups) - set(with_say))
    count = len(gaining)
    product.groups.add(*gaining)
    if count:
        _rescore({product.pk}, actor=actor)
    return count


@transaction.atomic
def remove_groups(groups: Collection[int], *, actor: str) -> int:
    """Remove GROUPS, by key, as ACTOR; tell how many there were.

    :raises RowsRefusedError: when someone is still in one of them; nothing is removed then.
    """
    lock_membership()
    people = Stakeholder.objects.filter(team__in=groups).order_by()
    held = set(people.values_list("team", flat=True).distinct())
    owned = Account.objects.filter(segment__in=groups).order_by()
    held |= set(owned.values_list("segment", flat=True).distinct())
    faults = [
        RowFault(row, "group", "CONFLICT", gettext("People or accounts are still in this group."))
        for row, group in enumerate(groups)
        if group in held
    ]
    if faults:
        raise RowsRefusedError(faults)
    reached = find_reach(groups)
    removed = Group.objects.filter(pk__in=groups)
    count = len(removed)
    removed.delete()
    _rescore(reached, actor=actor)
    return count


@transaction.atomic
def set_reference_weight(kind: str, w_ref: Decimal, *, actor: str) -> None:
    """Make W_REF the weight that has influence 1 in groups of KIND, as ACTOR, and recount them.

    :raises ReferenceWeightError: when W_REF is not finite, not above 0, finer than thousandths or
        larger than any weight.
    """
    if not w_ref.is_finite() or not 0 < w_ref < LIMIT or w_ref != round(w_ref, WEIGHT_PLACES):
        raise ReferenceWeightError(
            gettext("%(w_ref)s is no reference weight; write 0.001 or more.") % {"w_ref": w_ref}
        )
    lock_membership()
    ReferenceWeight.objects.update_or_create(kind=kind, defaults={"w_ref": w_ref})
    cells = Cell.objects.filter(group__kind=kind).order_by()
    features = set(cells.values_list("feature", flat=True).distinct())
    groups = set(Group.objects.filter(kind=kind).values_list("pk", flat=True))
    occasion = Occasion(cause=Cause.REFERENCE, actor=actor)
    shift_cells(find_drift(features, groups), at=occasion.at)
    rescore(features, occasion)


def _rescore(products: Collection[int], *, actor: str) -> None:
    """Count the electorates anew, and then the scores of PRODUCTS, where the say moved."""
    occasion = Occasion(cause=Cause.SAY, actor=actor)
    refresh_electorates(at=occasion.at)
    rescore(find_scored(products), occasion)


def _check_kind(row: Group, before: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Yield why ROW cannot be of another kind than BEFORE."""
    if row.pk and "kind" in before:
        yield (
            "kind",
            "CONFLICT",
            gettext("This group is a %(kind)s and stays one.") % {"kind": before["kind"]},
        )


def _check_products(wanted: Sequence[list[int] | None]) -> None:
    """Let WANTED pass when it names existing products.

    :raises RowsRefusedError: when it does not.
    """
    named = {key for keys in wanted for key in keys or ()}
    known = set(Product.objects.filter(pk__in=named).values_list("pk", flat=True))
    faults = [
        RowFault(row, "products", "UNKNOWN", gettext("There is no such product."))
        for row, keys in enumerate(wanted)
        if not known.issuperset(keys or ())
    ]
    if faults:
        raise RowsRefusedError(faults)


def _find_moved_say(
    written: Sequence[Upserted[Group]], wanted: Sequence[Collection[int] | None]
) -> set[int]:
    """Give the products in which a WRITTEN group, with the WANTED ones, gained or lost a say."""
    says: list[Collection[int]] = []
    for item, products in zip(written, wanted, strict=True):
        if "products" in item.changes or item.outcome is Outcome.CREATED:
            says.append(products or ())
        if "products" in item.changes and item.outcome is not Outcome.CREATED:
            says.append(cast("Collection[int]", item.before["products"]))
    if all(says):
        return set().union(*says)
    return set(Product.objects.values_list("pk", flat=True))  # one names none: it means them all
