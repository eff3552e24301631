"""How callers narrow groups, accounts and people."""

from typing import ClassVar, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters import BooleanFilter

from products.models import Feature, Product
from products.narrowing import (
    CHOICE,
    NUMBER,
    OPTIONAL,
    ROW,
    TEXT,
    HasFilter,
    NounFilterSet,
    SearchFilter,
    by_id,
    by_link,
    links_of,
)
from stakeholders.models import Account, Cell, Champion, Group, Preference, Stakeholder

PREFERENCES: Final = Preference.objects.all
CHAMPIONS: Final = Champion.objects.all
SAY: Final = links_of(Group.products)


class GroupFilterSet(NounFilterSet):
    """Narrows groups."""

    search = SearchFilter("name", "key")
    product = by_id(Product, method="with_say", help_text="Groups that have a say in this product.")
    heard_about = by_link(
        Feature,
        Cell.objects.all,
        mine="group",
        help_text="Groups that gave evidence about this feature.",
    )

    class Meta:
        model = Group
        fields: ClassVar = {"kind": CHOICE, "key": TEXT, "name": TEXT} | ROW

    def with_say(self, rows: QuerySet[Group], _name: str, product: Product) -> QuerySet[Group]:
        """Keep the groups with a say in PRODUCT: those it names, and those that name none."""
        links = SAY().filter(group=OuterRef("pk"))
        return rows.filter(~Exists(links) | Exists(links.filter(product=product)))


class AccountFilterSet(NounFilterSet):
    """Narrows accounts."""

    search = SearchFilter("name", "key", "domain")
    segment = by_id(Group, help_text="Accounts in this segment.")
    heard_about = by_link(
        Feature,
        PREFERENCES,
        mine="stakeholder__account",
        help_text="Accounts of which anybody has stated a preference about this feature.",
    )
    has_people = HasFilter(
        Stakeholder.objects.all,
        mine="account",
        help_text="Accounts that anybody speaks through, or that nobody does.",
    )

    class Meta:
        model = Account
        fields: ClassVar = {
            "key": TEXT,
            "name": TEXT,
            "domain": TEXT,
            "annual_value": NUMBER,
            "currency": TEXT,
        } | ROW


class StakeholderFilterSet(NounFilterSet):
    """Narrows people."""

    search = SearchFilter("name", "email", "title")
    team = by_id(Group, help_text="People in this team.")
    account = by_id(Account, help_text="People who speak through this account.")
    group = by_id(
        Group, method="in_group", help_text="People whose voice counts in this team or segment."
    )
    champions = by_link(
        Feature, CHAMPIONS, mine="stakeholder", help_text="People who speak for this feature."
    )
    heard_about = by_link(
        Feature,
        PREFERENCES,
        mine="stakeholder",
        help_text="People who have stated a preference about this feature.",
    )
    has_preference = HasFilter(
        PREFERENCES,
        mine="stakeholder",
        help_text="People who have stated any preference, or none.",
    )
    active = BooleanFilter(
        "deactivated_at", "isnull", help_text="People who have a voice, or those deactivated."
    )

    class Meta:
        model = Stakeholder
        fields: ClassVar = (
            {"name": TEXT, "email": TEXT, "title": TEXT, "weight": NUMBER}
            | {"deactivated_at": OPTIONAL}
            | ROW
        )

    def in_group(
        self, rows: QuerySet[Stakeholder], _name: str, group: Group
    ) -> QuerySet[Stakeholder]:
        """Keep the people whose voice counts in GROUP."""
        return rows.filter(Q(team=group) | Q(account__segment=group))
