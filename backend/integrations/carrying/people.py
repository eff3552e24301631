"""The nouns of whom is heard: groups, accounts and stakeholders, which the workspace shares."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from backend.access.callers import Caller
from backend.access.curating import show
from backend.access.scopes import Scope
from backend.integrations.carrying.catalogue import NAMES, ORIGIN, identify
from backend.integrations.carrying.columns import (
    DECIMAL,
    KEY,
    LINE,
    LIST,
    MOMENT,
    Column,
    Target,
    choose,
)
from backend.integrations.carrying.differences import Entry, Written
from backend.integrations.carrying.faults import Code
from backend.integrations.carrying.rows import RowNoun
from products.chunks import split
from products.faults import RowFault
from products.models import Product
from products.shelf import Shelf
from stakeholders.membership import upsert_accounts, upsert_stakeholders
from stakeholders.models import Account, Group, GroupKind, Stakeholder
from stakeholders.say import upsert_groups
from stakeholders.settling import SayElsewhereError, find_hidden, settle_say


def settle_groups(entries: Sequence[Entry], caller: Caller) -> Iterator[RowFault]:
    """Add to ENTRIES the products that CALLER does not see; yield what would move the say there."""
    seen = set(show(Product.objects.all(), caller).values_list("pk", flat=True))
    hidden = find_hidden(seen)
    if not hidden:
        return
    shelf = Shelf(Group, ("kind", "key"), {}, {})
    shelf.load(entries)
    before = _find_say_before([row.pk for row in shelf.by_id.values()])
    for place, entry in enumerate(entries):
        group = shelf.find(entry)
        if group is not None and "products" not in entry:
            continue
        stood = None if group is None else before[group.pk]
        try:
            entry["products"] = sorted(settle_say(entry.get("products", ()), stood, hidden))
        except SayElsewhereError as error:
            yield RowFault(place, "products", Code.FORBIDDEN, str(error))


def _find_say_before(groups: Sequence[int]) -> defaultdict[int, set[int]]:
    """Find the products that GROUPS, by key, name."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for keys in split(groups):
        links = Group.products.through.objects.filter(group__in=keys)
        for group, product in links.values_list("group", "product"):
            found[group].add(product)
    return found


def write_groups(entries: Sequence[Any], actor: str) -> Written:
    """Write groups out of ENTRIES, as ACTOR."""
    return [*upsert_groups(entries, actor=actor)]


def write_accounts(entries: Sequence[Any], actor: str) -> Written:
    """Write accounts out of ENTRIES, as ACTOR."""
    return [*upsert_accounts(entries, actor=actor)]


def write_stakeholders(entries: Sequence[Any], actor: str) -> Written:
    """Write people out of ENTRIES, as ACTOR."""
    return [*upsert_stakeholders(entries, actor=actor)]


GROUPS: Final = RowNoun(
    model=Group,
    rows=Group.objects.all,
    needs=(("kind", "id"), NAMES),
    names=NAMES,
    columns=(
        identify(Group),
        Column(name="kind", kind=choose(GroupKind.values)),
        Column(name="key", kind=LINE),
        Column(name="name", kind=LINE),
        Column(name="products", kind=LIST, target=Target(Product.objects.all, many=True)),
        *ORIGIN,
    ),
    write=write_groups,
    settle=settle_groups,
)
ACCOUNTS: Final = RowNoun(
    model=Account,
    rows=lambda: Account.objects.select_related("segment"),
    needs=(NAMES,),
    names=NAMES,
    columns=(
        identify(Account),
        Column(name="key", kind=LINE),
        Column(name="name", kind=LINE),
        Column(name="domain", kind=LINE, may_empty=True),
        Column(
            name="segment",
            kind=KEY,
            of="segment.key",
            target=Target(lambda: Group.objects.filter(kind=GroupKind.SEGMENT)),
        ),
        Column(name="annual_value", kind=DECIMAL, scope=Scope.READ_COMMERCIAL),
        Column(name="currency", kind=LINE),
        *ORIGIN,
    ),
    write=write_accounts,
)
STAKEHOLDERS: Final = RowNoun(
    model=Stakeholder,
    rows=lambda: Stakeholder.objects.select_related("team", "account"),
    needs=(("id", "external_id"),),
    names=("id", "external_id"),
    columns=(
        identify(Stakeholder),
        *ORIGIN,
        Column(name="name", kind=LINE, scope=Scope.READ_PEOPLE),
        Column(name="email", kind=LINE, may_empty=True, scope=Scope.READ_PEOPLE),
        Column(name="title", kind=LINE, may_empty=True, scope=Scope.READ_PEOPLE),
        Column(
            name="team",
            kind=KEY,
            of="team.key",
            target=Target(lambda: Group.objects.filter(kind=GroupKind.TEAM)),
        ),
        Column(name="account", kind=KEY, of="account.key", target=Target(Account.objects.all)),
        Column(name="weight", kind=DECIMAL),
        Column(name="deactivated_at", kind=MOMENT, is_shown=True),
    ),
    write=write_stakeholders,
)
