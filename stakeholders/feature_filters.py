"""How callers narrow features by who stands behind them."""

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters import BooleanFilter, Filter, NumberFilter

from products.feature_filters import CatalogueFeatureFilterSet
from products.models import Feature
from products.narrowing import HasFilter, by_id, by_link, links_of
from stakeholders.measuring import compare_measures
from stakeholders.models import Account, Champion, Group, Preference, Stakeholder

PREFERENCES: Final = Preference.objects.all
CHAMPIONS: Final = Champion.objects.all
SAY: Final = links_of(Group.products)


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
    champion = by_link(
        Stakeholder, CHAMPIONS, mine="feature", help_text="Features that this person speaks for."
    )
    has_champion = HasFilter(
        CHAMPIONS,
        mine="feature",
        help_text="Features that anybody speaks for, or that nobody does.",
    )
    backed_by__group = by_id(
        Group, method="backed", help_text="Features that this group clearly stands behind."
    )
    objected_by__group = by_id(
        Group, method="objected", help_text="Features that this group clearly stands against."
    )
    heard_by__group = by_id(
        Group, method="heard_from", help_text="Features about which this group gave evidence."
    )
    heard_by__account = by_link(
        Account,
        PREFERENCES,
        mine="feature",
        theirs="stakeholder__account",
        help_text="Features about which anybody of this account has stated a preference.",
    )
    heard_by__stakeholder = by_link(
        Stakeholder,
        PREFERENCES,
        mine="feature",
        help_text="Features about which this person has stated a preference.",
    )
    not_heard_by__group = by_id(
        Group,
        method="not_heard_from",
        help_text="Features in which this group has a say, and about which it gave no evidence.",
    )

    class Meta(CatalogueFeatureFilterSet.Meta):
        pass

    @classmethod
    def make_filters(cls) -> dict[str, Filter]:
        """Compare every measure, under its own name."""
        return compare_measures("alignment__")

    def backed(self, rows: QuerySet[Feature], _name: str, group: Group) -> QuerySet[Feature]:
        """Keep the features that GROUP clearly stands behind."""
        return rows.filter(in_breakdown(group, backing=True))

    def objected(self, rows: QuerySet[Feature], _name: str, group: Group) -> QuerySet[Feature]:
        """Keep the features that GROUP clearly stands against."""
        return rows.filter(in_breakdown(group, objecting=True))

    def heard_from(self, rows: QuerySet[Feature], _name: str, group: Group) -> QuerySet[Feature]:
        """Keep the features about which GROUP gave evidence."""
        return rows.filter(in_breakdown(group, evidence=True))

    def not_heard_from(
        self, rows: QuerySet[Feature], _name: str, group: Group
    ) -> QuerySet[Feature]:
        """Keep the features about which GROUP gave none: also where nobody was heard."""
        named = SAY().filter(group=group)
        has_say = ~Exists(named) | Exists(named.filter(product=OuterRef("product")))
        return rows.filter(
            in_breakdown(group, evidence=False) | Q(alignment=None) & Q(has_say),
        )


def in_breakdown(group: Group, **told: bool) -> Q:
    """Ask for features in whose breakdown GROUP has a line that says what is TOLD."""
    return Q(alignment__breakdown__has_element={"group": group.pk} | told)
