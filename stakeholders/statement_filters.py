"""How callers narrow what was stated, and how scores have moved since."""

from typing import ClassVar, Final

from django.db.models import Q, QuerySet
from django_filters import BooleanFilter, Filter

from products.models import Feature, Product
from products.narrowing import CHOICE, NUMBER, OPTIONAL, TEXT, HasFilter, NounFilterSet, by_id
from stakeholders.measuring import compare_measures
from stakeholders.models import (
    Account,
    AlignmentChange,
    Evidence,
    Group,
    Preference,
    PreferenceEvent,
    Stakeholder,
)

WHEN: Final = {"stated_at": NUMBER, "heard_at": OPTIONAL, "created_at": NUMBER}
SAID: Final = {
    "stance": CHOICE,
    "importance": CHOICE,
    "willingness_to_pay": OPTIONAL,
    "reason": TEXT,
    "source": TEXT,
    "entered_by": TEXT,
    "heard_in": TEXT,
} | WHEN


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
    active = BooleanFilter(
        "stakeholder__deactivated_at",
        "isnull",
        help_text="Preferences of people who have a voice, or of those deactivated.",
    )
    has_evidence = HasFilter(
        Evidence.objects.all,
        mine="preference",
        help_text="Preferences that any evidence shows, or that none does.",
    )

    class Meta:
        model = Preference
        fields: ClassVar = SAID | {"updated_at": NUMBER}

    def in_group(
        self, rows: QuerySet[Preference], _name: str, group: Group
    ) -> QuerySet[Preference]:
        """Keep the preferences that count in GROUP."""
        return rows.filter(Q(stakeholder__team=group) | Q(stakeholder__account__segment=group))


class AlignmentChangeFilterSet(NounFilterSet):
    """Narrows the history of scores."""

    feature = by_id(Feature, help_text="Changes of this feature.")
    product = by_id(Product, "feature__product", help_text="Changes of features of this product.")
    heard = BooleanFilter(
        "score",
        "isnull",
        exclude=True,
        help_text="Changes since which anybody was heard, or since which nobody was.",
    )

    class Meta:
        model = AlignmentChange
        fields: ClassVar = {
            "cause": CHOICE,
            "actor": TEXT,
            "source": TEXT,
            "created_at": NUMBER,
            "provisional": ("exact",),
            "contested": ("exact",),
        }

    @classmethod
    def make_filters(cls) -> dict[str, Filter]:
        """Compare every measure, under its own name."""
        return compare_measures()


class PreferenceEventFilterSet(NounFilterSet):
    """Narrows everything that was ever stated or withdrawn."""

    feature = by_id(Feature, help_text="Events about this feature.")
    product = by_id(Product, "feature__product", help_text="Events about features of this product.")
    stakeholder = by_id(Stakeholder, help_text="Events of this person.")
    group = by_id(Group, help_text="Events that counted in this team or segment at that time.")

    class Meta:
        model = PreferenceEvent
        fields: ClassVar = SAID | {"kind": CHOICE, "actor": TEXT}
