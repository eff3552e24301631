"""How callers narrow stakeholders and preferences, and features by their backing."""

from typing import ClassVar, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters import BooleanFilter, Filter, NumberFilter

from products.filters import (
    CHOICE,
    NUMBER,
    OPTIONAL,
    ROW,
    TEXT,
    CatalogueFeatureFilterSet,
    NounFilterSet,
    by_id,
)
from products.models import Feature, Product
from stakeholders.models import (
    Account,
    AlignmentChange,
    Champion,
    Group,
    Preference,
    PreferenceEvent,
    Stakeholder,
)

MEASURES: Final = (
    "score",
    "low",
    "high",
    "evenness",
    "reach",
    "polarization",
    "internal",
    "external",
    "voices",
    "revenue",
    "backing_groups",
    "objecting_groups",
)
WHEN: Final = {"stated_at": NUMBER, "created_at": NUMBER}
SAID: Final = {"stance": CHOICE, "importance": CHOICE, "source": TEXT} | WHEN


class FeatureFilterSet(CatalogueFeatureFilterSet):
    """Narrows features, also by who stands behind them."""

    heard = BooleanFilter(
        "alignment", "isnull", exclude=True, help_text="Features about which anybody has spoken."
    )
    provisional = BooleanFilter(
        "alignment__provisional", help_text="Features of which less than half the say was heard."
    )
    contested = BooleanFilter(
        "alignment__contested", help_text="Features that one group backs and one objects to."
    )
    min_reach = NumberFilter(
        "alignment__reach", "gte", help_text="Features that reach at least this share, 0..1."
    )
    backed_by__group = by_id(
        Group, method="backed", help_text="Features that this group clearly stands behind."
    )
    objected_by__group = by_id(
        Group, method="objected", help_text="Features that this group clearly stands against."
    )

    class Meta(CatalogueFeatureFilterSet.Meta):
        pass

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        """Add comparisons of every measure, under its own name."""
        comparisons = {
            f"{measure}__{lookup}": NumberFilter(f"alignment__{measure}", lookup)
            for measure in MEASURES
            for lookup in NUMBER
        }
        named: dict[str, Filter] = super().get_filters()
        return named | comparisons

    def backed(self, rows: QuerySet[Feature], _name: str, group: Group) -> QuerySet[Feature]:
        """Keep the features that GROUP clearly stands behind."""
        return rows.filter(alignment__breakdown__has_element={"group": group.pk, "backing": True})

    def objected(self, rows: QuerySet[Feature], _name: str, group: Group) -> QuerySet[Feature]:
        """Keep the features that GROUP clearly stands against."""
        wanted = {"group": group.pk, "objecting": True}
        return rows.filter(alignment__breakdown__has_element=wanted)


class GroupFilterSet(NounFilterSet):
    """Narrows groups."""

    product = by_id(Product, method="with_say", help_text="Groups that have a say in this product.")

    class Meta:
        model = Group
        fields: ClassVar = {"kind": CHOICE, "key": TEXT, "name": TEXT} | ROW

    def with_say(self, rows: QuerySet[Group], _name: str, product: Product) -> QuerySet[Group]:
        """Keep the groups with a say in PRODUCT: those it names, and those that name none."""
        links = Group.products.through._default_manager.filter(group=OuterRef("pk"))  # noqa: SLF001 -- a bare link table
        return rows.filter(~Exists(links) | Exists(links.filter(product=product)))


class AccountFilterSet(NounFilterSet):
    """Narrows accounts."""

    segment = by_id(Group, help_text="Accounts in this segment.")

    class Meta:
        model = Account
        fields: ClassVar = {"key": TEXT, "name": TEXT, "domain": TEXT, "annual_value": NUMBER} | ROW


class StakeholderFilterSet(NounFilterSet):
    """Narrows people."""

    team = by_id(Group, help_text="People in this team.")
    account = by_id(Account, help_text="People who speak through this account.")
    group = by_id(
        Group, method="in_group", help_text="People whose voice counts in this team or segment."
    )
    champions = by_id(Feature, method="championing", help_text="People who speak for this feature.")
    active = BooleanFilter(
        "deactivated_at", "isnull", help_text="People who have a voice, or those deactivated."
    )

    class Meta:
        model = Stakeholder
        fields: ClassVar = {"name": TEXT, "email": TEXT, "title": TEXT, "weight": NUMBER} | ROW

    def in_group(
        self, rows: QuerySet[Stakeholder], _name: str, group: Group
    ) -> QuerySet[Stakeholder]:
        """Keep the people whose voice counts in GROUP."""
        return rows.filter(Q(team=group) | Q(account__segment=group))

    def championing(
        self, rows: QuerySet[Stakeholder], _name: str, feature: Feature
    ) -> QuerySet[Stakeholder]:
        """Keep the champions of FEATURE."""
        links = Champion.objects.filter(feature=feature, stakeholder=OuterRef("pk"))
        return rows.filter(Exists(links))


class PreferenceFilterSet(NounFilterSet):
    """Narrows preferences."""

    feature = by_id(Feature, help_text="Preferences about this feature.")
    product = by_id(
        Product, "feature__product", help_text="Preferences about features of this product."
    )
    stakeholder = by_id(Stakeholder, help_text="Preferences of this person.")
    account = by_id(
        Account, "stakeholder__account", help_text="Preferences of the people of this account."
    )
    group = by_id(
        Group, method="in_group", help_text="Preferences that count in this team or segment."
    )

    class Meta:
        model = Preference
        more: ClassVar = {"willingness_to_pay": OPTIONAL, "reason": TEXT, "updated_at": NUMBER}
        fields: ClassVar = SAID | more

    def in_group(
        self, rows: QuerySet[Preference], _name: str, group: Group
    ) -> QuerySet[Preference]:
        """Keep the preferences that count in GROUP."""
        return rows.filter(Q(stakeholder__team=group) | Q(stakeholder__account__segment=group))


class AlignmentChangeFilterSet(NounFilterSet):
    """Narrows the history of scores."""

    feature = by_id(Feature, help_text="Changes of this feature.")
    product = by_id(Product, "feature__product", help_text="Changes of features of this product.")

    class Meta:
        model = AlignmentChange
        fields: ClassVar = {"cause": CHOICE, "actor": TEXT, "source": TEXT, "created_at": NUMBER}


class PreferenceEventFilterSet(NounFilterSet):
    """Narrows everything that was ever stated or withdrawn."""

    feature = by_id(Feature, help_text="Events about this feature.")
    product = by_id(Product, "feature__product", help_text="Events about features of this product.")
    stakeholder = by_id(Stakeholder, help_text="Events of this person.")
    group = by_id(Group, help_text="Events that counted in this team or segment at that time.")

    class Meta:
        model = PreferenceEvent
        fields: ClassVar = SAID | {"kind": CHOICE, "actor": TEXT}
