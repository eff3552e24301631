"""Loads the demo, once: everything is written through the domain's own doors."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Final, TypeAlias

from django.db import transaction

from products.models import Decision, Feature, Insight, Product
from stakeholders.demo.advocacy import write_advocacy
from stakeholders.demo.catalogue import SOURCE, Catalogue, write_catalogue
from stakeholders.demo.content import PRODUCTS, read_content
from stakeholders.demo.decisions import write_decisions
from stakeholders.demo.duplicates import write_duplicates
from stakeholders.demo.evidence import write_evidence
from stakeholders.demo.history import draw_pasts
from stakeholders.demo.membership import ACTOR, Membership, write_membership
from stakeholders.demo.people import AccountSketch, draw_accounts, draw_people
from stakeholders.demo.preferences import Said, draw_preferences
from stakeholders.demo.sketches import Content
from stakeholders.models import Account, Group, GroupKind, Preference, Stakeholder
from stakeholders.preferences import state
from stakeholders.statements import Statement

# Shows how far statements, about something with a name, have been read.
Watch: TypeAlias = Callable[[Sequence[Statement], str], Iterable[Statement]]

# What the demo has when nobody has changed it.
COUNTS: Final = {
    "products": 3,
    "features": 60,
    "teams": 8,
    "segments": 6,
    "accounts": 200,
    "people": 1_200,
    "preferences": 20_000,
    "insights": 121,
    "decisions": 21,
}


class DemoBlockedError(Exception):
    """Says which names of the demo's are borne by rows that are not its own."""


def count_demo() -> dict[str, int]:
    """Count what stands of the demo, by noun; all 0 when it was never loaded.

    A duplicate that was merged stands for nothing of its own.
    """
    own = {"source": SOURCE}
    features = Feature.objects.current().filter(**own)
    stated = Preference.objects.filter(feature__in=features, stakeholder__source=SOURCE)
    return {
        "products": Product.objects.filter(**own).count(),
        "features": features.count(),
        "teams": Group.objects.filter(kind=GroupKind.TEAM, **own).count(),
        "segments": Group.objects.filter(kind=GroupKind.SEGMENT, **own).count(),
        "accounts": Account.objects.filter(**own).count(),
        "people": Stakeholder.objects.filter(**own).count(),
        "preferences": stated.count(),
        "insights": Insight.objects.filter(**own).count(),
        "decisions": Decision.objects.filter(**own).count(),
    }


@transaction.atomic
def load_demo(watch: Watch) -> bool:
    """Load the demo unless some of it is there; tell whether it was loaded.

    What was changed since stays changed: a demo that is there is left alone. WATCH is shown the
    statements about each product as they are read.

    :raises DemoBlockedError: when other rows bear its names; nothing is written then.
    """
    if Product.objects.filter(source=SOURCE).exists():
        return False
    content = read_content()
    accounts = draw_accounts(content)
    _check_names_free(content, accounts)
    people = draw_people(content, accounts)
    pasts = draw_pasts(content)
    told = draw_preferences(content, people, pasts)
    catalogue = write_catalogue(content, pasts)
    products = [product.pk for product in catalogue.products.values()]
    membership = write_membership(content, accounts, people, products=products)
    for key, product in catalogue.products.items():
        statements = [_make_statement(said, key, catalogue, membership) for said in told[key]]
        watched = zip(told[key], watch(statements, product.name), strict=True)
        # Month by month, as it was said: a score has a past to be asked about.
        for _, pairs in groupby(watched, key=lambda pair: pair[0].stated_at.strftime("%Y-%m")):
            *_, (last, _) = month = list(pairs)
            heard = [statement for _, statement in month]
            state(heard, actor=ACTOR, within=product, at=last.stated_at)
    write_decisions(content, catalogue)
    write_advocacy(content, catalogue, membership, told)
    write_evidence(content, catalogue, membership, told)
    write_duplicates(content, catalogue)
    return True


def _check_names_free(content: Content, accounts: Sequence[AccountSketch]) -> None:
    """Let the demo pass when no other row bears one of its names: it would take that row over.

    :raises DemoBlockedError: when one does.
    """
    needed = (
        (Product, PRODUCTS),
        (Group, [group.key for group in content.groups]),
        (Account, [account.key for account in accounts]),
    )
    taken = [
        key
        for model, keys in needed
        for key in model._default_manager.filter(key__in=keys).values_list("key", flat=True)  # noqa: SLF001 -- any of the three models
    ]
    if taken:
        names = ", ".join(sorted(taken))
        raise DemoBlockedError(f"The demo needs these keys, which are taken: {names}.")


def _make_statement(
    said: Said, product: str, catalogue: Catalogue, membership: Membership
) -> Statement:
    """Make a statement of what was SAID about PRODUCT."""
    return Statement(
        stakeholder=membership.people[said.person.key].pk,
        feature=catalogue.features[product, said.feature].pk,
        stance=said.stance,
        importance=said.importance,
        willingness_to_pay=said.willingness_to_pay,
        reason=said.reason,
        source=said.source,
        stated_at=said.stated_at,
        entered_by=said.entered_by,
        heard_at=said.stated_at if said.entered_by else None,
        heard_in=said.source if said.entered_by else "",
    )
