"""The admin's pages for endpoints: added, tested, stopped, replayed; secrets are told once."""

from typing import Any, Final, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from backend.access.callers import find_caller
from backend.access.scopes import Scope
from backend.integrations.webhooks.acts import ActingAdmin
from backend.integrations.webhooks.endpoints import Added, add, edit
from backend.integrations.webhooks.forms import EndpointForm, RangeForm
from backend.integrations.webhooks.models import Endpoint
from backend.integrations.webhooks.replay_words import tell_replay
from backend.integrations.webhooks.replaying import replay_range
from products.admin.columns import show_moment
from products.admin.paging import NearPages
from products.admin.searching import LinkedSearch
from products.admin.watching import SHOWN
from products.faults import RowsRefusedError
from products.models import Product

MADE: Final = "_tutti_added"  # the request's attribute that keeps what was made until it is shown


class EndpointAdmin(ActingAdmin, NearPages, LinkedSearch):
    """Where changes are sent; owners look after those of their products."""

    form = EndpointForm
    change_form_template = "webhooks/endpoint.html"
    list_display = ("name", "where", "product", "standing", "reason", show_moment("failing_since"))
    list_filter = ("standing", "product")
    list_select_related = ("product",)
    search_fields = ("name", "product__name")
    search_help_text = gettext_lazy("Name or product.")
    autocomplete_fields = ("product",)
    ordering = ("name", "pk")

    def get_fieldsets(self, _request: HttpRequest, obj: Model | None = None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Ask for what an endpoint is for, and show how it is."""
        asked = ("name", "url", "product", "types")
        if obj is None:
            return ((None, {"fields": asked}),)
        shown = ("standing", "reason", "stopped_at", "failing_since", "old_secret_until")
        return (
            (None, {"fields": (*asked, SHOWN)}),
            (gettext_lazy("How it is"), {"fields": (*shown, "owner", "token")}),
            (gettext_lazy("Dates and identity"), {"fields": ("created_at", "public_id")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Hold what is not edited by hand."""
        if obj is None:
            return ()
        named = [name for _, part in self.get_fieldsets(request, obj) for name in part["fields"]]
        return tuple(name for name in named if name not in {"name", "url", "types", SHOWN})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:  # noqa: ANN401 -- Django's signature
        """Offer the products whose webhooks are theirs; all of them are for administrators."""
        offered: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        mine = find_caller(request).find_products(Scope.ADMIN_WEBHOOKS)
        if db_field.name == "product" and mine is not None:
            offered.queryset = Product.objects.filter(pk__in=mine)
            offered.required = True
        return offered

    @admin.display(description="URL", ordering="url")
    def where(self, endpoint: Endpoint) -> str:
        """Name the host of ENDPOINT: what stands behind it may be a secret."""
        return endpoint.url.split("/")[2]

    def save_model(self, request: HttpRequest, obj: Endpoint, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001 -- Django's signature
        """Write the endpoint; keep the secret of a new one until the answer."""
        order = cast("EndpointForm", form).read_order()
        if change:
            edit(obj, order)
            return
        added = add(order, by=find_caller(request))
        vars(obj).update({k: v for k, v in vars(added.endpoint).items() if k[0] != "_"})
        setattr(request, MADE, added)

    def response_add(self, request: HttpRequest, *_rest: object, **_more: object) -> HttpResponse:
        """Show the secret, this once."""
        return self.show_secrets(request, [getattr(request, MADE)])

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses at which something is done with one endpoint."""
        enter, name = self.admin_site.admin_view, "webhooks_endpoint"
        act = enter(require_POST(self.act_view))
        mine = [
            path("<int:key>/act/<str:act>/", act, name=f"{name}_act"),
            path("<int:key>/replay/", enter(self.replay_view), name=f"{name}_replay"),
        ]
        return [*mine, *super().get_urls()]

    def act_view(self, request: HttpRequest, key: int, act: str) -> HttpResponse:
        """Do ACT, one of the list's actions, with the endpoint that has KEY."""
        rows = self._find(request, key)
        if act not in self.acts:
            raise Http404
        answer: HttpResponse | None = getattr(self, act)(request, rows)
        return answer or self._go_back(key)

    def replay_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Ask for a part of the feed, and have its messages made again."""
        endpoint = self._find(request, key).get()
        form = RangeForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                replayed = replay_range(endpoint, form.read_range())
            except RowsRefusedError as refusal:
                for fault in refusal.faults:
                    form.add_error(fault.field, fault.message)
            else:
                tell_replay(request, replayed, {endpoint})
                return self._go_back(key)
        told = gettext("Replay messages to %(endpoint)s") % {"endpoint": endpoint}
        about = {"title": told, "opts": self.opts, "form": form, "object": endpoint}
        context = self.admin_site.each_context(request) | about | {"media": form.media + self.media}
        return TemplateResponse(request, "webhooks/replay.html", context)

    def show_secrets(self, request: HttpRequest, added: list[Added]) -> HttpResponse:
        """Show what was ADDED or rotated on a page that nothing keeps."""
        context = self.admin_site.each_context(request) | {
            "title": gettext("New secrets"),
            "opts": self.opts,
            "added": added,
            "list": reverse("admin:webhooks_endpoint_changelist"),
        }
        return TemplateResponse(request, "webhooks/secrets.html", context)

    def _find(self, request: HttpRequest, key: int) -> QuerySet[Endpoint]:
        """Find the endpoint with KEY among those that are shown, for whoever may change it.

        :raises Http404: when there is none.
        :raises PermissionDenied: when they may not.
        """
        rows: QuerySet[Endpoint] = self.get_queryset(request).filter(pk=key)
        found = rows.first()
        if found is None:
            raise Http404
        if not self.has_change_permission(request, found):
            raise PermissionDenied
        return rows

    def _go_back(self, key: int) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:webhooks_endpoint_change", args=[key]))
