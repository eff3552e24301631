"""Stakeholders, and the accounts that customers speak through."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from products.admin.columns import show_start
from products.admin.forms import AnyForm, RecordForm
from products.admin.logs import ReadInline
from products.admin.records import ORIGIN, CuratedAdmin
from stakeholders import membership
from stakeholders.admin.groups import collect_edits
from stakeholders.admin.links import link_lists, link_row
from stakeholders.models import Account, Champion, Preference, PreferenceEvent, Stakeholder


@admin.register(Account)
class AccountAdmin(CuratedAdmin):
    """Customer organisations: each speaks with one voice, weighed by its annual value."""

    list_display = (
        "name",
        "key",
        show_start("segment", ordering="segment__name"),
        "annual_value",
        "currency",
        "people_count",
    )
    list_filter = ("segment", "currency")
    list_select_related = ("segment",)
    show_full_result_count = False
    search_fields = ("name", "key", "domain")
    search_help_text = "Name, key or domain."
    autocomplete_fields = ("segment",)
    ordering = ("name", "pk")
    prepopulated_fields = {"key": ("name",)}  # noqa: RUF012 -- Django's declared type is no ClassVar
    readonly_fields = (*CuratedAdmin.readonly_fields, "belongings")
    fixed_fields = ("key",)

    def get_fieldsets(self, _request: HttpRequest, obj: Account | None = None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Link to the people of an account, once it exists."""
        about = ("name", "key", "domain", *(("belongings",) if obj else ()))
        voice = ("segment", "annual_value", "currency")
        return ((None, {"fields": about}), ("Its voice", {"fields": voice}), ORIGIN)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        """Count the people of each account."""
        people = Stakeholder.objects.filter(account=OuterRef("pk")).order_by().values("account")
        number = Subquery(people.values(number=Count("pk")))
        rows: QuerySet[Account] = super().get_queryset(request)
        return rows.annotate(number_of_people=Coalesce(number, 0))

    @admin.display(description="people", ordering="number_of_people")
    def people_count(self, account: Account) -> int:
        """Tell how many people speak through ACCOUNT."""
        return int(vars(account)["number_of_people"])

    @admin.display(description="see also")
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


class StakeholderForm(RecordForm):
    """A person belongs to exactly one of a team and an account."""

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        cleaned = super().clean()
        if not {"team", "account"} & self.errors.keys() and (
            (cleaned.get("team") is None) == (cleaned.get("account") is None)
        ):
            self.add_error("team", "Choose a team or an account: one of the two.")
        return cleaned


class PreferenceInline(ReadInline):
    """What a stakeholder has stated."""

    model = Preference
    fields = ("feature", "stance", "importance", "reason", "stated_at")
    readonly_fields = fields
    ordering = ("-stated_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Preference]:
        """Read along who and what they are about."""
        rows: QuerySet[Preference] = super().get_queryset(request)
        return rows.select_related("stakeholder", "feature")


@admin.register(Stakeholder)
class StakeholderAdmin(CuratedAdmin):
    """People whose view counts, in a team or through an account."""

    form = StakeholderForm
    list_display = ("name", "title", "team", "account", "weight")
    list_filter = ("team", "account__segment", ("login", admin.EmptyFieldListFilter))
    list_select_related = ("team", "account")
    show_full_result_count = False
    search_fields = ("name", "email", "title", "account__name")
    search_help_text = "Name, address, title or account."
    autocomplete_fields = ("team", "account", "login")
    ordering = ("name", "pk")
    readonly_fields = (*CuratedAdmin.readonly_fields, "belongings")
    inlines = (PreferenceInline,)

    def get_fieldsets(self, _request: HttpRequest, obj: Stakeholder | None = None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Link to what hangs on a stakeholder, once they exist."""
        about = ("name", "title", "email", "login", *(("belongings",) if obj else ()))
        voice = ("team", "account", "weight")
        return ((None, {"fields": about}), ("Where they speak", {"fields": voice}), ORIGIN)

    def get_inlines(self, _request: HttpRequest, obj: Stakeholder | None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Show what a stakeholder has stated, once they exist."""
        return self.inlines if obj else ()

    @admin.display(description="see also")
    def belongings(self, stakeholder: Stakeholder) -> SafeString:
        """Link to what hangs on STAKEHOLDER."""
        trails = (Preference, PreferenceEvent, Champion)
        return link_lists([(model, "stakeholder", stakeholder.pk) for model in trails])

    def get_deleted_objects(
        self,
        objs: Any,  # noqa: ANN401 -- a list or a QuerySet
        request: HttpRequest,
    ) -> tuple[list[Any], dict[Any, Any], set[Any], list[Any]]:
        """Tell what goes with OBJS: what they stated is withdrawn first, so it holds nothing up."""
        listed, counts, missing, _ = super().get_deleted_objects(objs, request)
        stated = Preference.objects.filter(stakeholder__in=[row.pk for row in objs])
        named = stated.select_related("stakeholder", "feature").order_by("pk")
        lines = [format_html("Preference: {}", link_row(row, str(row))) for row in named]
        counts = counts | ({"preferences": len(lines)} if lines else {})
        return [*listed, *lines], counts, missing, []

    def save_model(
        self,
        request: HttpRequest,
        obj: Stakeholder,
        form: AnyForm,
        change: bool,  # noqa: FBT001 -- Django's signature
    ) -> None:
        """Write the person, and count anew what they move; a login counts for nothing."""
        names = ("name", "email", "title", "weight", "team", "account")
        entry = collect_edits(form, names, change=change) | ({"id": obj.pk} if change else {})
        written = membership.upsert_stakeholders(
            [cast("membership.StakeholderEntry", entry)], actor=request.user.get_username()
        )
        obj.pk = written[0].row.pk
        Stakeholder.objects.filter(pk=obj.pk).update(login=obj.login)

    def delete_model(self, request: HttpRequest, obj: Stakeholder) -> None:
        """Withdraw what the person stated, and remove them."""
        membership.remove_stakeholders([obj.pk], actor=request.user.get_username())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Stakeholder]) -> None:
        """Withdraw what the people stated, and remove them."""
        keys = [row.pk for row in queryset]
        membership.remove_stakeholders(keys, actor=request.user.get_username())
