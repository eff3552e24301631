"""Endpoints and the log of deliveries in the admin."""

from collections.abc import Iterator
from typing import Any, cast
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from backend.access.site import TuttiSite
from backend.integrations.webhooks.messages import PING, RESYNC, TYPES
from backend.integrations.webhooks.models import ID, Delivery, Endpoint
from backend.integrations.webhooks.notices import list_notices
from backend.integrations.webhooks.pages import EndpointAdmin
from backend.integrations.webhooks.replay_words import tell_replay
from backend.integrations.webhooks.replaying import replay
from products.admin.columns import show_moment
from products.admin.logs import LogAdmin

admin.site.register(Endpoint, EndpointAdmin)
cast("TuttiSite", admin.site).tellers.append(list_notices)


class TypeFilter(admin.SimpleListFilter):
    """Narrows deliveries by their type, without reading which there are."""

    title = gettext_lazy("type")
    parameter_name = "type"

    def lookups(self, _request: HttpRequest, _page: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 -- Django's signature
        """Offer all types."""
        return ((name, name) for name in (*TYPES, PING, RESYNC))

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep those of the type that was chosen."""
        return queryset.filter(type=self.value()) if self.value() else queryset


@admin.register(Delivery)
class DeliveryAdmin(LogAdmin):
    """What was sent where, and what became of it."""

    list_display = (
        show_moment("created_at"),
        "type",
        "endpoint",
        "status",
        "code",
        "attempts",
        "duration",
    )
    list_display_links = ("type",)
    list_filter = ("status", "endpoint", TypeFilter)
    list_select_related = ("endpoint",)
    search_fields = ("endpoint__name",)
    search_help_text = gettext_lazy("Endpoint, or the id of a message: msg_….")
    ordering = ("-created_at", "-pk")
    actions = ("send_again",)
    fieldsets = (
        (None, {"fields": ("endpoint", "type", "message", "seq", "body")}),
        (
            gettext_lazy("What became of it"),
            {"fields": ("status", "attempts", "code", "fault", "excerpt", "duration")},
        ),
        (
            gettext_lazy("Dates"),
            {"fields": ("created_at", "attempted_at", "failing_since", "settled_at")},
        ),
    )

    @admin.display(description=gettext_lazy("message id"))
    def message(self, delivery: Delivery) -> str:
        """Give the id that the receiver knows DELIVERY by."""
        return delivery.message_id

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find a message by its id, and others by their endpoint."""
        try:
            wanted = UUID(search_term.strip().removeprefix(ID))
        except ValueError:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(public_id=wanted), False

    @admin.action(permissions=["view"], description=gettext_lazy("Send again"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Have the messages that are marked sent again; owners see them, and nobody else."""
        chosen = list(queryset.select_related("endpoint"))
        tell_replay(request, replay(chosen), {each.endpoint for each in chosen})
