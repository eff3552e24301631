"""The admin's page for invitations: the link of a new one is shown once."""

from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from backend.access.curating import find_curator, find_held
from backend.access.invitations import Invited, invite
from backend.access.links import send_link, write_link
from backend.access.models import Invitation
from backend.access.scopes import Role
from products.admin.columns import show_moment
from products.admin.deleting import drop_lines
from products.admin.forms import AnyForm
from products.models import Product

MADE: Final = "_tutti_invited"  # the request's attribute that keeps what is shown once
ONE_OF_TWO: Final = gettext_lazy("Choose products, or a workspace administrator: one of the two.")


class InvitationForm(forms.ModelForm):  # type: ignore[type-arg]  # -- not generic at run time
    """Whom to invite, and to what."""

    class Meta:
        model = Invitation
        fields = ("email", "role", "products", "is_administrator")

    def clean(self) -> dict[str, Any]:
        """Ask for products or the workspace; an administrator has no role besides."""
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("products")) == cleaned.get("is_administrator"):
            self.add_error("products", ONE_OF_TWO)
        if cleaned.get("is_administrator"):
            cleaned["role"] = ""
        return cleaned


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """Links that let people in. Deleting one that was not used closes it."""

    form = InvitationForm
    list_display = (
        "email",
        "role",
        "is_administrator",
        "invited_by",
        show_moment("expires_at"),
        show_moment("used_at"),
        "used_by",
    )
    list_filter = ("role", ("used_at", admin.EmptyFieldListFilter))
    list_select_related = ("used_by",)
    list_per_page = 50
    search_fields = ("email", "invited_by")
    search_help_text = gettext_lazy("Address, or who invited.")
    ordering = ("-created_at", "-pk")
    autocomplete_fields = ("products",)
    readonly_fields = ("invited_by", "created_at", "expires_at", "used_at", "used_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        """Show owners the links that lead into their products alone."""
        rows: QuerySet[Invitation] = super().get_queryset(request)
        owned = find_held(find_curator(request.user), Role.OWNER)
        if owned is None:
            return rows
        return rows.exclude(products__in=Product.objects.exclude(pk__in=owned))

    def get_fields(self, _request: HttpRequest, obj: Invitation | None = None) -> tuple[str, ...]:
        """Ask for what is chosen; show the rest once it is there."""
        asked = ("email", "role", "products", "is_administrator")
        return (*asked, *(self.readonly_fields if obj else ()))

    def has_change_permission(self, _request: HttpRequest, _obj: Invitation | None = None) -> bool:
        """Change nothing: what somebody was promised in a mail stays so."""
        return False

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:  # noqa: ANN401 -- a list or a QuerySet
        """Tell what goes with OBJS, but for bare links to products, which have no name."""
        listed, *rest = super().get_deleted_objects(objs, request)
        link = Invitation.products.through._meta.verbose_name  # noqa: SLF001 -- Django's documented model API
        return drop_lines(listed, (f"{capfirst(link)}: ",)), *rest

    def save_model(
        self,
        request: HttpRequest,
        obj: Invitation,
        form: AnyForm,
        change: bool,  # noqa: ARG002, FBT001 -- Django's signature
    ) -> None:
        """Invite."""
        invited = invite(
            obj.email,
            role=Role(obj.role) if obj.role else None,
            products=list(form.cleaned_data["products"]),
            by=find_curator(request.user),
            at=timezone.now(),
        )
        obj.pk = invited.invitation.pk
        setattr(request, MADE, invited)

    def response_add(
        self, request: HttpRequest, obj: Invitation, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the link, this once, and mail it where mail goes out."""
        invited: Invited | None = getattr(request, MADE, None)
        if invited is None:
            return super().response_add(request, obj, post_url_continue)
        link = write_link(invited, request.build_absolute_uri("/"))
        about = self.admin_site.each_context(request) | {
            "title": gettext("Invitation"),
            "opts": self.opts,
            "invitation": invited.invitation,
            "link": link,
            "is_mailed": send_link(invited, link),
        }
        return render(request, "admin/invited.html", about)
