"""Accounts: the customers that people speak through."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from products.admin.columns import show_start
from products.admin.forms import AnyForm
from products.admin.records import ORIGIN, CuratedAdmin
from products.figures import write_amount
from stakeholders import membership
from stakeholders.admin.groups import collect_edits
from stakeholders.admin.links import link_lists
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
    show_full_result_count = False
    search_fields = ("name", "key", "domain")
    search_help_text = gettext_lazy("Name, key or domain.")
    autocomplete_fields = ("segment",)
    ordering = ("name", "pk")
    prepopulated_fields = {"key": ("name",)}  # noqa: RUF012 -- Django's declared type is no ClassVar
    readonly_fields = (*CuratedAdmin.readonly_fields, "belongings")
    fixed_fields = ("key",)

    def get_fieldsets(self, _request: HttpRequest, obj: Account | None = None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Link to the people of an account, once it exists."""
        about = ("name", "key", "domain", *(("belongings",) if obj else ()))
        voice = ("segment", "annual_value", "currency")
        return ((None, {"fields": about}), (gettext("Its voice"), {"fields": voice}), ORIGIN)

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
