"""Accounts: the customers that people speak through."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from products.admin.columns import show_start
from products.admin.forms import AnyForm
from products.admin.records import ORIGIN, CuratedAdmin
from products.figures import write_amount
from stakeholders import membership
from stakeholders.admin.groups import collect_edits
from stakeholders.admin.links import link_lists
from stakeholders.admin.panels import draw_panel, start_of
from stakeholders.locking import lock_membership
from stakeholders.models import Account, Stakeholder


@admin.register(Account)
class AccountAdmin(CuratedAdmin):
    """Customer organisations: each speaks with one voice, weighed by its annual value."""

    list_display = (
        "name",
        "key",
        show_start("segment", ordering="segment__name"),
        "worth",
        "people_count",
    )
    list_filter = ("segment", "currency")
    list_select_related = ("segment",)
    search_fields = ("name", "key", "domain")
    search_help_text = gettext_lazy("Name, key or domain.")
    autocomplete_fields = ("segment",)
    ordering = ("name", "pk")
    prepopulated_fields = {"key": ("name",)}  # noqa: RUF012 -- Django's declared type is no ClassVar
    readonly_fields = (*CuratedAdmin.readonly_fields, "belongings", "people")
    tabs = (("about", _("What it is")), ("voice", _("Its voice")), ("people", _("People")))
    fixed_fields = ("key",)
    together = ("segment", "annual_value", "domain")

    def get_fieldsets(self, _request: HttpRequest, obj: Account | None = None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Link to the people of an account, once it exists."""
        about = ("name", "key", "domain", *(("belongings",) if obj else ()))
        voice = ("segment", "annual_value", "currency")
        people = (_("Who speaks through it"), {"classes": ("tab-people",), "fields": ("people",)})
        return (
            (None, {"fields": about}),
            (_("Its voice"), {"classes": ("tab-voice",) if obj else (), "fields": voice}),
            *((people,) if obj else ()),
            ORIGIN,
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        """Count the people of each account."""
        people = Stakeholder.objects.filter(account=OuterRef("pk")).order_by().values("account")
        number = Subquery(people.values(number=Count("pk")))
        rows: QuerySet[Account] = super().get_queryset(request)
        return rows.annotate(number_of_people=Coalesce(number, 0))

    @admin.display(description=gettext_lazy("annual value"), ordering="annual_value")
    def worth(self, account: Account) -> str:
        """Show what ACCOUNT is worth in a year, in its currency."""
        return write_amount(account.annual_value, account.currency)

    @admin.display(description=gettext_lazy("people"), ordering="number_of_people")
    def people_count(self, account: Account) -> int:
        """Tell how many people speak through ACCOUNT."""
        return int(vars(account)["number_of_people"])

    @admin.display(description=gettext_lazy("see also"))
    def belongings(self, account: Account) -> SafeString:
        """Link to the people of ACCOUNT."""
        return link_lists([(Stakeholder, "account", account.pk)])

    @admin.display(description=_("people"))
    def people(self, account: Account) -> SafeString:
        """Show who speaks through ACCOUNT."""
        rows = Stakeholder.objects.filter(account=account).order_by("name", "pk")
        columns = (
            (_("name"), str),
            (_("title"), start_of("title")),
            (_("weight"), lambda row: row.weight),
        )
        return draw_panel(rows, columns, (Stakeholder, "account", account.pk), add="account")

    def hold(self, key: str) -> None:
        """Let nobody state anything or move people before the row is locked."""
        lock_membership()
        super().hold(key)

    def save_model(self, request: HttpRequest, obj: Account, form: AnyForm, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        """Write the account, and count anew what it moves."""
        names = ("key", "name", "domain", "segment", "annual_value", "currency")
        entry = collect_edits(form, names, change=change) | ({"id": obj.pk} if change else {})
        written = membership.upsert_accounts(
            [cast("membership.AccountEntry", entry)], actor=request.user.get_username()
        )
        obj.pk = written[0].row.pk

    def delete_model(self, request: HttpRequest, obj: Account) -> None:
        """Remove the account."""
        membership.remove_accounts([obj.pk], actor=request.user.get_username())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Account]) -> None:
        """Remove the accounts."""
        keys = [row.pk for row in queryset]
        membership.remove_accounts(keys, actor=request.user.get_username())
