"""The admin's pages for tokens: made here, shown once, rotated and revoked."""

from typing import Any, Final, cast

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from backend.access.callers import find_caller
from backend.access.issuing import OVERLAP, Issued, issue_token, revoke_token, rotate_token
from backend.access.models import Token
from backend.access.scopes import Scope
from backend.access.sight import see
from backend.access.token_forms import TokenForm
from products.admin.columns import show_moment
from products.faults import RowsRefusedError
from products.figures import write_moment
from products.models import Product

PAGE: Final = "access/token_shown.html"
MADE: Final = "_tutti_issued"  # the request's attribute that keeps what was made until it is shown


class TokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """The keys of programs; owners see those of their products, and nobody sees a key again."""

    form = TokenForm
    list_display = (
        "name", "start", "opens", "places", "maker", show_moment("last_used_at"), "ends"
    )  # fmt: skip
    list_filter = (
        "all_products",
        ("last_used_at", admin.EmptyFieldListFilter),
        ("revoked_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("created_by",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("name", "start")
    search_help_text = gettext_lazy("Name, or how it begins.")
    autocomplete_fields = ("products",)
    ordering = (F("revoked_at").desc(nulls_first=True), "-created_at", "-pk")
    actions = ("rotate", "revoke")

    def get_fields(self, request: HttpRequest, obj: Token | None = None) -> tuple[str, ...]:
        """Ask for what a token is for; all products are for administrators. Show what it is."""
        if obj is not None:
            dates = ("created_at", "last_used_at", "expires_at", "revoked_at")
            return ("name", "start", "opens", "places", "maker", "replaces", *dates)
        everywhere = ("all_products",) if find_caller(request).is_administrator else ()
        return ("name", "scopes", *everywhere, "products", "expires_at")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Token | None = None
    ) -> tuple[str, ...]:
        """Hold all of a token that exists."""
        return self.get_fields(request, obj) if obj is not None else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Token]:
        """Show the tokens for products of whoever looks."""
        rows: QuerySet[Token] = super().get_queryset(request)
        return see(rows, find_caller(request)).prefetch_related("products")

    def formfield_for_manytomany(
        self,
        db_field: Any,  # noqa: ANN401 -- Django's signature
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401 -- as above
    ) -> Any:  # noqa: ANN401 -- as above
        """Offer the products to which whoever looks may give access."""
        mine = find_caller(request).find_products(Scope.ADMIN_ACCESS)
        rows = Product.objects.all() if mine is None else Product.objects.filter(pk__in=mine)
        return super().formfield_for_manytomany(db_field, request, queryset=rows, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Let in whoever gives access anywhere; every page of the admin asks, at no price."""
        known = bool(getattr(request.user, "is_superuser", False))
        return known or find_caller(request).may(Scope.ADMIN_ACCESS)

    def has_view_permission(self, request: HttpRequest, _obj: Token | None = None) -> bool:
        """Let whoever gives access anywhere look at the tokens that they see."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let whoever gives access anywhere make tokens."""
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        """Let them act on tokens in the list, and edit none."""
        return obj is None and self.has_module_permission(request)

    def has_delete_permission(self, _request: HttpRequest, _obj: Token | None = None) -> bool:
        """Delete none: what was revoked stays, to be read."""
        return False

    @admin.display(description=gettext_lazy("scopes"))
    def opens(self, token: Token) -> str:
        """Name what TOKEN may do."""
        return ", ".join(token.scopes)

    @admin.display(description=gettext_lazy("products"))
    def places(self, token: Token) -> str:
        """Name where TOKEN may do so."""
        named = ", ".join(sorted(product.name for product in token.products.all()))
        return gettext("all") if token.all_products else named

    @admin.display(description=gettext_lazy("made by"), ordering="created_by__username")
    def maker(self, token: Token) -> str:
        """Name who made TOKEN."""
        return str(
            token.created_by
            or (gettext("command line") if token.of_workspace else gettext("somebody gone"))
        )

    @admin.display(description=gettext_lazy("ends"), ordering="expires_at")
    def ends(self, token: Token) -> str:
        """Tell when TOKEN ends, or that it has ended."""
        if token.has_ended(timezone.now()):
            return gettext("revoked") if token.revoked_at else gettext("expired")
        return write_moment(token.expires_at) if token.expires_at else gettext("never")

    def save_model(
        self,
        request: HttpRequest,
        obj: Token,
        form: Any,  # noqa: ANN401 -- Django's signature
        change: bool,  # noqa: ARG002, FBT001 -- Django's signature; tokens are never changed
    ) -> None:
        """Make the token, and keep its text until the answer."""
        made = issue_token(
            cast("TokenForm", form).read_order(), maker=find_caller(request), at=timezone.now()
        )
        vars(obj).update(
            {name: vars(made.token)[name] for name in vars(made.token) if name[0] != "_"}
        )
        setattr(request, MADE, made)

    def response_add(self, request: HttpRequest, *_rest: object, **_more: object) -> HttpResponse:
        """Show the token, this once."""
        return self._show(request, [getattr(request, MADE)])

    @admin.action(
        permissions=["change"], description=gettext_lazy("Rotate: make tokens that take over")
    )
    def rotate(self, request: HttpRequest, queryset: QuerySet[Token]) -> HttpResponse | None:
        """Make a token in place of each that is marked, which is good for a day still."""
        made = []
        with transaction.atomic():  # all, or one that is not theirs would take the others' texts
            for token in queryset:
                try:
                    caller, at = find_caller(request), timezone.now()
                    made.append(rotate_token(token, maker=caller, overlap=OVERLAP, at=at))
                except RowsRefusedError as refusal:
                    told = " ".join(fault.message for fault in refusal.faults)
                    self.message_user(request, f"{token}: {told}", messages.ERROR)
        return self._show(request, made) if made else None

    @admin.action(
        permissions=["change"], description=gettext_lazy("Revoke: end tokens at once, for good")
    )
    def revoke(self, request: HttpRequest, queryset: QuerySet[Token]) -> None:
        """End the tokens that are marked."""
        with transaction.atomic():
            caller, at = find_caller(request), timezone.now()
            ended = [revoke_token(token, maker=caller, at=at) for token in queryset]
        for token in ended:
            told = gettext("%(token)s was revoked.") % {"token": token}
            self.message_user(request, told, messages.SUCCESS)

    def _show(self, request: HttpRequest, issued: list[Issued]) -> HttpResponse:
        """Show what was ISSUED on a page that nothing keeps."""
        context = self.admin_site.each_context(request) | {
            "title": gettext("New tokens"),
            "opts": self.opts,
            "issued": issued,
            "list": reverse("admin:access_token_changelist"),
        }
        return TemplateResponse(request, PAGE, context)
