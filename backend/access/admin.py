"""Roles and logins are given here; what was asked to be done once is read."""

from typing import Any, ClassVar, cast

from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.filters import FieldListFilter
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group as PermissionGroup
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from backend.access.audit_admin import AuditEntryAdmin, AuditWordAdmin
from backend.access.curated_filters import NarrowedFilter
from backend.access.curating import find_curator, find_held
from backend.access.factors import FactorAdmin
from backend.access.import_pages import FileImportAdmin
from backend.access.inviting import InvitationAdmin
from backend.access.keeping import keep_page
from backend.access.models import IdempotencyKey, RoleGrant, Token
from backend.access.people_admin import PersonAdmin
from backend.access.roles import (
    LAST_ADMINISTRATOR,
    LastOwnerError,
    are_last_administrators,
    find_holds,
    give_role,
    withdraw_roles,
)
from backend.access.scopes import Role
from backend.access.site import TuttiSite
from backend.access.site_order import call_apps
from backend.access.token_pages import TokenAdmin
from products.admin.columns import show_moment
from products.admin.forms import AnyForm
from products.admin.logs import LogAdmin
from products.admin.records import CuratedAdmin
from products.models import Product

call_apps()
admin.site.register(Token, TokenAdmin)
FieldListFilter.register(lambda field: bool(field.remote_field), NarrowedFilter, take_priority=True)

__all__ = [
    "AuditEntryAdmin",
    "AuditWordAdmin",
    "FactorAdmin",
    "FileImportAdmin",
    "IdempotencyKeyAdmin",
    "InvitationAdmin",
    "PersonAdmin",
]


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(LogAdmin):
    """The keys under which callers write, and what they were answered, until they expire."""

    list_display = (
        "key",
        "place",
        "caller",
        show_moment("created_at"),
        show_moment("expires_at"),
    )
    list_filter = ("place",)
    search_fields = ("key", "caller")
    search_help_text = gettext_lazy("Key or caller.")
    ordering = ("-created_at", "-pk")
    fieldsets = (
        (None, {"fields": ("key", "place", "caller", "created_at", "expires_at")}),
        (
            gettext_lazy("What came of it"),
            {"fields": ("results", "answer", "language", "fingerprint")},
        ),
    )


@admin.register(RoleGrant)
class RoleGrantAdmin(CuratedAdmin):
    """What people are in which product; owners give roles in theirs."""

    list_display = ("user", "product", "role", show_moment("created_at"))
    list_filter = ("role", "product")
    list_select_related = ("user", "product")
    search_fields = ("user__username", "product__name", "product__key")
    search_help_text = gettext_lazy("Login or product.")
    autocomplete_fields = ("user", "product")
    ordering = ("product__name", "user__username", "pk")
    readonly_fields = ("created_at",)
    fixed_fields = ("user", "product")
    radio_fields: ClassVar = {"role": admin.VERTICAL}
    refusals = (*CuratedAdmin.refusals, LastOwnerError)
    fieldsets = ((None, {"fields": ("user", "product", "role", "created_at")}),)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:  # noqa: ANN401 -- Django's signature
        """Take no product but those in which whoever gives the role is an owner."""
        offered: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        owned = find_held(find_curator(request.user), Role.OWNER)
        if db_field.name == "product" and owned is not None:
            offered.queryset = offered.queryset.filter(pk__in=owned)
        return offered

    def hold(self, key: str) -> None:
        """Lock the product before its role, as whoever gives or withdraws one does."""
        products = Product.objects.filter(role_grants__in=RoleGrant.objects.filter(pk=key))
        list(products.select_for_update())
        super().hold(key)

    def save_model(
        self,
        _request: HttpRequest,
        obj: RoleGrant,
        _form: AnyForm,
        _change: bool,  # noqa: FBT001 -- Django's signature
    ) -> None:
        """Give the role."""
        obj.pk = give_role(obj.user, obj.product, Role(obj.role)).pk

    def delete_model(self, _request: HttpRequest, obj: RoleGrant) -> None:
        """Withdraw the role."""
        withdraw_roles([obj])

    def delete_queryset(self, _request: HttpRequest, queryset: QuerySet[RoleGrant]) -> None:
        """Withdraw the roles."""
        withdraw_roles(list(queryset))


class LoginForm(UserChangeForm):  # type: ignore[type-arg]  # -- not generic at run time
    """A login; the last owner of a product and the last administrator cannot be shut out."""

    def clean(self) -> dict[str, Any]:
        """Refuse what would leave nobody to own a product, or to administer the workspace."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        mine = [self.instance] if self.instance.pk else []
        if not cleaned.get("is_active", True):
            for reason in find_holds(mine, lock=True):
                self.add_error(None, str(reason))
        elif not cleaned.get("is_superuser", True) and are_last_administrators(mine, lock=True):
            self.add_error(None, LAST_ADMINISTRATOR)
        return cleaned


class LoginAdmin(UserAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """Those who sign in; administrators alone see them, and make others administrators."""

    form = LoginForm
    list_display = ("username", "email", "is_active", "is_superuser", show_moment("last_login"))
    list_filter = ("is_active", "is_superuser")
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (gettext_lazy("Who it is"), {"fields": ("first_name", "last_name", "email")}),
        (gettext_lazy("What they may"), {"fields": ("is_active", "is_superuser")}),
        (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
    )

    def get_search_fields(self, request: HttpRequest) -> Any:  # noqa: ANN401 -- as Django writes it
        """Let owners, who choose among logins, look for their names alone: they see no others."""
        above = find_curator(request.user).is_administrator
        return super().get_search_fields(request) if above else ("username",)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Do as a whole what is done with the logins that are marked; nobody moves meanwhile."""
        with transaction.atomic():
            answer: HttpResponse = super().changelist_view(request, extra_context)
            return answer

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:  # noqa: ANN401 -- a list or a QuerySet
        """Hold the last administrator, and whoever alone owns a product."""
        listed, counts, missing, protected = super().get_deleted_objects(objs, request)
        held = find_holds(list(objs), lock=request.method == "POST")  # else a page asks, to tell
        return listed, counts, missing, [*protected, *map(str, held)]


# Roles say what people may; Django's own groups of permissions would be a second answer.
admin.site.unregister(PermissionGroup)
admin.site.unregister(get_user_model())
admin.site.register(get_user_model(), LoginAdmin)
# Issuers are named by the environment alone, and no tokens of theirs are kept. To delete the row of
# a session would not end it: each person ends theirs, an administrator makes a login inactive.
admin.site.unregister([SocialApp, SocialToken, UserSession])
cast("TuttiSite", admin.site).lend(keep_page)
