"""Every page of the admin, asked for by everyone: nobody sees or does more than they may, or less.

What is expected is written down here by model and role, apart from the rules that are tested.
"""

from collections.abc import Callable, Iterator
from typing import Final

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from backend.access.models import (
    AuditEntry,
    AuditWord,
    FileImport,
    IdempotencyKey,
    Invitation,
    RoleGrant,
    Token,
)
from backend.access.scopes import Role
from backend.feed.models import Change
from backend.integrations.exports.models import Export
from backend.integrations.webhooks.models import Delivery, Endpoint
from backend.queue.models import Task
from products.models import Decision, Feature, Insight, Merge, Objective, Product, StageChange
from stakeholders.models import (
    Account,
    AlignmentChange,
    AlignmentScore,
    Cell,
    CellChange,
    Champion,
    Commitment,
    ElectorateChange,
    Evidence,
    Group,
    News,
    Outreach,
    Preference,
    PreferenceEvent,
    ReferenceWeight,
    Stakeholder,
    Tally,
)
from tests.admin_pages import find_page
from tests.backend.access.two_products import MARKER, become, fill_two, find_pickers, rows_of

pytestmark = pytest.mark.django_db

CURATED = "edited by the curators of its product"
LOG = "read by the curators of its product"
SHARED = "edited by the curators of any product"
PERSON = "edited by the curators of any product, deleted by administrators"
WEIGHT = "read by the curators of any product, edited by administrators"
PRODUCT = "edited by its curators, added and deleted by administrators"
ROLE = "edited by the owners of its product"
LOGIN = "edited by administrators, chosen by owners"
KEY = "read by administrators"
HELD = "edited by administrators"
CLOSED = "deleted by the owners of its product, added by administrators"
FACTOR = "deleted by administrators"
OWN = "read by whoever made it, and by administrators"
ASKED = "asked for by curators, read by whoever asked, and by administrators"
SENT = "read by the owners of its product"
ISSUED = "added by the owners of its product, and revoked, never deleted"
KINDS: Final[dict[type[Model], str]] = {
    **dict.fromkeys((Objective, Feature, Insight, Decision, Commitment), CURATED),
    **dict.fromkeys((Preference, Evidence, Champion, Outreach), CURATED),
    **dict.fromkeys((StageChange, Merge, PreferenceEvent, AlignmentChange), LOG),
    **dict.fromkeys((AlignmentScore, Cell, CellChange, ElectorateChange, News, Tally), LOG),
    **dict.fromkeys((Group, Account), SHARED),
    Stakeholder: PERSON,
    ReferenceWeight: WEIGHT,
    Product: PRODUCT,
    RoleGrant: ROLE,
    User: LOGIN,
    **dict.fromkeys((IdempotencyKey, AuditEntry, AuditWord, Task, Change), KEY),
    Invitation: CLOSED,
    **dict.fromkeys((EmailAddress, SocialAccount), HELD),
    Authenticator: FACTOR,
    FileImport: OWN,
    Export: ASKED,
    Token: ISSUED,
    Endpoint: ROLE,
    Delivery: SENT,
}
OK, MOVED, REFUSED, MISSING = 200, 302, 403, 404
EVERY_KIND = frozenset(KINDS.values())
SELDOM = frozenset(
    {ROLE, LOGIN, KEY, HELD, FACTOR, ISSUED, CLOSED, SENT}
)  # none of a curator's business
# What may be asked of which kinds of rows, in one's own product.
ADDED: Final = {
    "curator": frozenset({CURATED, SHARED, PERSON, ASKED}),
    "owner": frozenset({CURATED, SHARED, PERSON, ROLE, ISSUED, ASKED}),
    "administrator": EVERY_KIND - {LOG, WEIGHT, KEY, FACTOR, OWN, SENT},
}
READ: Final = {
    "curator": EVERY_KIND - SELDOM,
    "owner": EVERY_KIND - {LOGIN, KEY, HELD, FACTOR},
    "administrator": EVERY_KIND,
}
DELETED: Final = {role: kinds - {ISSUED, PERSON, ASKED} for role, kinds in ADDED.items()}
DELETED["owner"] |= {CLOSED}
DELETED["administrator"] |= {FACTOR, PERSON}
PICKED: Final = {
    "curator": READ["curator"],
    "owner": READ["owner"] | {LOGIN},
    "administrator": EVERY_KIND,
}
OF_THE_WORKSPACE = frozenset({SHARED, PERSON, WEIGHT, LOGIN, KEY, HELD, FACTOR, OWN, ASKED})


def also_view(browser: Client, product: Product) -> Client:
    """Let whoever is signed in to BROWSER read PRODUCT as well, which opens nothing here."""
    user = User.objects.latest("pk")
    RoleGrant.objects.create(user=user, product=product, role=Role.VIEWER)
    return browser


PEOPLE: Final[dict[str, Callable[[Product, Product], Client]]] = {
    "stranger": lambda _mine, _other: become(),
    "nobody": lambda mine, _other: become(mine),
    "viewer": lambda mine, _other: become(mine, Role.VIEWER),
    "contributor": lambda mine, _other: become(mine, Role.CONTRIBUTOR),
    "curator": lambda mine, _other: become(mine, Role.CURATOR),
    "curator who views the other": lambda mine, other: also_view(become(mine, Role.CURATOR), other),
    "curator of the other": lambda _mine, other: become(other, Role.CURATOR),
    "owner": lambda mine, _other: become(mine, Role.OWNER),
    "administrator": lambda _mine, _other: become(above=True),
}


def expect(person: str, page: str, kind: str, *, own: bool = True) -> int:
    """Tell how PAGE of rows of KIND shall answer PERSON; OWN tells whether the row is theirs."""
    role = person.removesuffix(" of the other").removesuffix(" who views the other")
    if role not in READ:
        return MOVED if person == "stranger" else REFUSED
    if page == "pick":
        return OK if kind in PICKED[role] else REFUSED
    asked = {"add": ADDED, "delete": DELETED}.get(page, READ)
    own = own or role == "administrator"
    if page == "history" and (not own or (kind in SELDOM and kind not in READ[role])):
        # History looks for the row first: what is not shown is not there, whoever may look.
        return REFUSED if role == "owner" and kind == LOGIN else MISSING
    if kind not in asked[role]:
        return REFUSED
    return OK if own else MISSING


def ask(mine: Product, other: Product, person: str) -> Iterator[tuple[str, int]]:
    """Yield every address of the admin, and how it shall answer PERSON."""
    yield reverse("admin:index"), expect(person, "index", SHARED)
    for model, kind in KINDS.items():
        yield find_page(model, "changelist"), expect(person, "changelist", kind)
        for question in ("q=zebra", "_facets", "all"):
            page = f"{find_page(model, 'changelist')}?{question}"
            yield page, expect(person, "changelist", kind)
        yield find_page(model, "add"), expect(person, "add", kind)
        for address in find_pickers(model, admin.site):
            yield address, expect(person, "pick", kind)
            yield f"{address}&term=zebra", expect(person, "pick", kind)
        for row, is_mine in find_rows(model, kind, mine, other):
            own = is_mine if person != "curator of the other" else not is_mine
            for page in ("change", "delete", "history"):
                own = (own or kind in OF_THE_WORKSPACE) and kind not in {OWN, ASKED}
                yield find_page(model, page, row.pk), expect(person, page, kind, own=own)


def find_rows(
    model: type[Model], kind: str, mine: Product, other: Product
) -> list[tuple[Model, bool]]:
    """Give a row of MODEL of each product, and whether it is MINE."""
    if kind in OF_THE_WORKSPACE:
        first = model._base_manager.order_by("pk").first()  # noqa: SLF001 -- generic over models
        assert first is not None
        return [(first, True)]
    return [(rows_of(model, mine)[0], True), (rows_of(model, other)[0], False)]


def test_every_page_has_an_expectation() -> None:
    assert set(admin.site._registry) == set(KINDS)  # noqa: SLF001 -- there is no public way to list the pages


@pytest.mark.parametrize("person", PEOPLE)
def test_everyone_is_answered_what_they_may_ask_and_told_nothing_else(
    person: str, settings: Settings
) -> None:
    settings.PUBLIC_READ = True  # what everyone may read is no part of the admin either
    mine, other = fill_two()
    browser = PEOPLE[person](mine, other)
    asked = dict(ask(mine, other, person))

    answers = {address: browser.get(address) for address in asked}

    codes = {address: answer.status_code for address, answer in answers.items()}
    leaks = [key for key, answer in answers.items() if MARKER in answer.content.decode()]
    assert {key: (codes[key], code) for key, code in asked.items() if codes[key] != code} == {}
    assert bool(leaks) == (person in {"administrator", "curator of the other"}), leaks
    assert len(asked) > 8 * len(KINDS)
