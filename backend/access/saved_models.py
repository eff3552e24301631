"""Filters of the admin's lists that curators keep under a name."""

from django.conf import settings
from django.db import models

from products.models import Record

NAME_LENGTH = 80
QUERY_LENGTH = 4_000


class SavedFilter(Record):
    """What one list of the admin was narrowed by, searched for and sorted by, under a name."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_filters",
        help_text="Who keeps it.",
    )
    noun = models.CharField(max_length=80, help_text="The kind of rows that it is about.")
    name = models.CharField(max_length=NAME_LENGTH, help_text="What it is called.")
    is_shared = models.BooleanField(
        "shared", default=False, help_text="Whether others who may see this list find it as well."
    )
    # A text, which keeps letters as they are: who is named in it can be found, and forgotten.
    query = models.TextField(
        max_length=QUERY_LENGTH, help_text="The parameters of the list's address, as JSON."
    )

    class Meta:
        verbose_name = "saved filter"
        constraints = (
            models.UniqueConstraint(
                fields=["user", "noun", "name"], name="saved_filter_one_per_name"
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="saved_filter_name_not_empty"
            ),
        )

    def __str__(self) -> str:
        return self.name
