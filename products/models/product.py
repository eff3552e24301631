"""Products, and the objectives they are to reach."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from products.models.records import SourcedRecord
from products.naming import KEY_LENGTH, NAME_LENGTH, currency_validator, validate_name


class Exposure(models.TextChoices):
    """How preferences about a product are gathered, and so what silence means."""

    ASKED = "ASKED", "asked: people are shown features and may take any stance"
    UP_VOTES = "UP_VOTES", "up-votes only: who saw a feature and passed on is unknown"


class Product(SourcedRecord):
    """Something that customers use, with the vision that its features serve."""

    key = models.CharField(
        max_length=KEY_LENGTH,
        unique=True,
        validators=[validate_name],
        help_text="Short and stable: names the product in addresses, files and queries.",
    )
    name = models.CharField(
        max_length=NAME_LENGTH, validators=[validate_name], help_text="What people call it."
    )
    vision = models.TextField(
        blank=True,
        default="",
        help_text="The North Star in words: what will be true for customers when this succeeds.",
    )
    north_star_metric = models.CharField(
        max_length=NAME_LENGTH,
        blank=True,
        default="",
        help_text="The one number that tells whether the vision comes closer.",
    )
    currency = models.CharField(
        max_length=3,
        default="EUR",
        validators=[currency_validator],
        help_text="ISO 4217 code of the money that willingness to pay is stated in.",
    )
    exposure = models.CharField(
        max_length=10,
        choices=Exposure.choices,
        default=Exposure.ASKED,
        help_text="How preferences are gathered; new features of an up-votes product are marked "
        "up-votes only.",
    )

    class Meta(SourcedRecord.Meta):
        constraints = (
            *SourcedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(exposure__in=Exposure.values), name="product_exposure_known"
            ),
            models.CheckConstraint(condition=~Q(key=""), name="product_key_not_empty"),
            models.UniqueConstraint(Lower("key"), name="product_key_unique_in_any_case"),
        )

    def __str__(self) -> str:
        return self.name


class Objective(SourcedRecord):
    """What a product is to achieve; features serve objectives."""

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="objectives", help_text="Whose aim it is."
    )
    key = models.CharField(
        max_length=KEY_LENGTH,
        validators=[validate_name],
        help_text="Names the objective within its product.",
    )
    title = models.CharField(
        max_length=NAME_LENGTH,
        validators=[validate_name],
        help_text="What will have been achieved, in one line.",
    )
    target_date = models.DateField(
        null=True, blank=True, help_text="The day by which it is to be achieved."
    )
    achieved_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was achieved; empty while it is not."
    )

    class Meta(SourcedRecord.Meta):
        constraints = (
            *SourcedRecord.Meta.constraints,
            models.UniqueConstraint(fields=["product", "key"], name="objective_key_unique"),
            models.UniqueConstraint(
                "product", Lower("key"), name="objective_key_unique_in_any_case"
            ),
            models.CheckConstraint(condition=~Q(key=""), name="objective_key_not_empty"),
        )

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, day: date) -> bool:
        """Tell whether it was to be achieved before DAY, and is not."""
        is_due = self.target_date is not None and self.target_date < day
        return is_due and self.achieved_at is None
