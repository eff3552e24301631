"""Groups, the accounts and people in them, and what their voices weigh."""

from decimal import Decimal
from typing import Self, cast

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext

from products.figures import write_number
from products.models import Product, Record, SourcedRecord
from products.naming import KEY_LENGTH, NAME_LENGTH, currency_validator, validate_name

WEIGHT_DIGITS = 15
WEIGHT_PLACES = 3  # the engine counts weights in whole thousandths


class GroupKind(models.TextChoices):
    """What a group is made of."""

    TEAM = "TEAM", "team: people inside"
    SEGMENT = "SEGMENT", "segment: a kind of customer account"


class ReferenceWeight(Record):
    """What an ordinary voice weighs in the groups of one kind; influence is relative to it."""

    kind = models.CharField(
        max_length=7,
        choices=GroupKind.choices,
        unique=True,
        help_text="The kind of group this holds for.",
    )
    w_ref = models.DecimalField(
        "reference weight",
        max_digits=WEIGHT_DIGITS,
        decimal_places=WEIGHT_PLACES,
        null=True,
        blank=True,
        help_text="The weight that has influence 1. For segments it is set to the median of the "
        "positive account weights when the first account is counted; changing it recounts.",
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=GroupKind.values), name="referenceweight_kind_known"
            ),
            models.CheckConstraint(condition=Q(w_ref__gt=0), name="referenceweight_positive"),
        )

    def __str__(self) -> str:
        weight = gettext("not set")
        if self.w_ref is not None:
            places = -cast("int", self.w_ref.normalize().as_tuple().exponent)
            weight = write_number(self.w_ref, max(0, places))
        kind = gettext("teams") if self.kind == GroupKind.TEAM else gettext("segments")
        return f"{kind}: {weight}"


class GroupQuerySet(models.QuerySet["Group"]):
    """Questions about groups."""

    def with_say_in(self, product: Product | int) -> Self:
        """Keep the groups whose backing counts for PRODUCT, a row or its key."""
        return self.filter(Q(products=None) | Q(products=product)).distinct()


class Group(SourcedRecord):
    """A team of people inside or a segment of customers: each has an equal say in its kind."""

    kind = models.CharField(
        max_length=7,
        choices=GroupKind.choices,
        help_text="A team of people inside, or a segment of customer accounts.",
    )
    key = models.CharField(
        max_length=KEY_LENGTH,
        validators=[validate_name],
        help_text="Short and stable: names the group among those of its kind.",
    )
    name = models.CharField(
        max_length=NAME_LENGTH, validators=[validate_name], help_text="What people call it."
    )
    products = models.ManyToManyField(
        Product,
        blank=True,
        related_name="groups",
        help_text="The products this group has a say in; none named: all of them.",
    )

    objects = GroupQuerySet.as_manager()

    class Meta(SourcedRecord.Meta):
        constraints = (
            *SourcedRecord.Meta.constraints,
            models.UniqueConstraint(fields=["kind", "key"], name="group_key_unique"),
            models.CheckConstraint(condition=Q(kind__in=GroupKind.values), name="group_kind_known"),
            models.UniqueConstraint("kind", Lower("key"), name="group_key_unique_in_any_case"),
            models.CheckConstraint(condition=~Q(key=""), name="group_key_not_empty"),
        )

    def __str__(self) -> str:
        return self.name


class Account(SourcedRecord):
    """A customer organisation; its people speak with one voice."""

    key = models.CharField(
        max_length=KEY_LENGTH,
        unique=True,
        validators=[validate_name],
        help_text="Short and stable: names the account.",
    )
    name = models.CharField(
        max_length=NAME_LENGTH, validators=[validate_name], help_text="What people call it."
    )
    domain = models.CharField(
        max_length=253, blank=True, default="", help_text="Its internet domain, such as an.example."
    )
    segment = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        related_name="accounts",
        limit_choices_to={"kind": GroupKind.SEGMENT},
        help_text="The kind of customer it is.",
    )
    annual_value = models.DecimalField(
        max_digits=WEIGHT_DIGITS,
        decimal_places=WEIGHT_PLACES,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
        help_text="What it is worth in a year: the weight of its voice. 0 is heard but weighs "
        "nothing.",
    )
    currency = models.CharField(
        max_length=3,
        default="EUR",
        validators=[currency_validator],
        help_text="ISO 4217 code of the annual value; all accounts share one currency.",
    )

    class Meta(SourcedRecord.Meta):
        constraints = (
            *SourcedRecord.Meta.constraints,
            models.UniqueConstraint(Lower("key"), name="account_key_unique_in_any_case"),
            models.CheckConstraint(condition=~Q(key=""), name="account_key_not_empty"),
            models.CheckConstraint(
                condition=Q(annual_value__gte=0), name="account_annual_value_not_negative"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Stakeholder(SourcedRecord):
    """A person whose view counts, in a team or through a customer account."""

    name = models.CharField(
        max_length=NAME_LENGTH, validators=[validate_name], help_text="What people call them."
    )
    email = models.EmailField(blank=True, default="", help_text="Where to reach them.")
    title = models.CharField(
        max_length=NAME_LENGTH, blank=True, default="", help_text="Their role, in their own words."
    )
    weight = models.DecimalField(
        max_digits=WEIGHT_DIGITS,
        decimal_places=WEIGHT_PLACES,
        default=Decimal(1),
        validators=[MinValueValidator(0)],
        help_text="What their voice weighs in a team, ordinarily 1; in an account the account "
        "weighs. 0 is heard but weighs nothing.",
    )
    team = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        limit_choices_to={"kind": GroupKind.TEAM},
        help_text="The team they belong to, when they work inside.",
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        help_text="The account they speak through, when they are a customer.",
    )
    deactivated_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Since when they have no voice; what they stated is kept, and counts again once "
        "this is emptied.",
    )
    login = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="stakeholder",
        help_text="The login that is this person, if they have one.",
    )

    class Meta(SourcedRecord.Meta):
        constraints = (
            *SourcedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(team=None, account__isnull=False) | Q(team__isnull=False, account=None),
                name="stakeholder_team_or_account",
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=0), name="stakeholder_weight_not_negative"
            ),
        )

    def __str__(self) -> str:
        return self.name
