"""The page of a person, from which all that is held about them is exported, or erased."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from backend.access.callers import find_caller
from backend.access.curating import find_curator
from backend.access.erasing import erase_people
from backend.access.people import may_tell, tell_person, write_json, write_text
from backend.access.roles import LastHeadError, find_beyond, find_holds
from stakeholders.admin.people import StakeholderAdmin
from stakeholders.mentions import LOGIN
from stakeholders.models import Stakeholder

FORMS = {"json": (write_json, "application/json"), "text": (write_text, "text/plain")}


class PersonAdmin(StakeholderAdmin):
    """People whose view counts, and what is held about each."""

    refusals = (*StakeholderAdmin.refusals, LastHeadError)

    def get_readonly_fields(
        self,
        request: HttpRequest,
        obj: Any = None,  # noqa: ANN401 -- a person, or nobody yet
    ) -> tuple[str, ...]:
        """Hold the link to a login that is more than whoever looks could take from it."""
        found = super().get_readonly_fields(request, obj)
        login = None if obj is None else obj.login_id
        is_held = login is not None and self._find_beyond(request).filter(pk=login).exists()
        return (*found, "login") if is_held else found

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:  # noqa: ANN401 -- Django's signature
        """Take no login that is more than whoever links it could take from it."""
        offered: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "login":
            offered.queryset = offered.queryset.exclude(pk__in=self._find_beyond(request))
        return offered

    def _find_beyond(self, request: HttpRequest) -> QuerySet[Any]:
        """Find the logins that are more than whoever sends REQUEST could take from them."""
        return find_beyond(LOGIN._default_manager.all(), find_curator(request.user))  # noqa: SLF001 -- any model of logins

    def get_deleted_objects(
        self,
        objs: Any,  # noqa: ANN401 -- a list or a QuerySet
        request: HttpRequest,
    ) -> tuple[list[Any], dict[Any, Any], set[Any], list[Any]]:
        """Hold whoever alone owns a product, and the last administrator."""
        listed, counts, missing, _ = super().get_deleted_objects(objs, request)
        logins = LOGIN._default_manager.filter(stakeholder__in=[row.pk for row in objs])  # noqa: SLF001 -- as above
        held = find_holds(
            list(logins), lock=False
        )  # for the page to tell; asked again when they go
        return listed, counts, missing, [str(hold) for hold in held]

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of the exports."""
        export = self.admin_site.admin_view(self.export)
        mine = path("<int:key>/export/<str:form>", export, name="person_export")
        return [mine, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Offer the exports to those who may have them."""
        told = (extra_context or {}) | {"may_export": may_tell(find_caller(request))}
        return super().change_view(request, object_id, form_url, told)

    def export(self, request: HttpRequest, key: int, form: str) -> HttpResponse:
        """Give all that is held about the person with KEY.

        :raises Http404: when there is nobody, or whoever asks may not read of them.
        """
        person = Stakeholder.objects.filter(pk=key).select_related("login").first()
        if person is None or form not in FORMS or not may_tell(find_caller(request)):
            raise Http404
        write, kind = FORMS[form]
        return HttpResponse(
            write(tell_person(person)),
            content_type=f"{kind}; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="person-{key}.{form}"'},
        )

    def delete_model(self, request: HttpRequest, obj: Stakeholder) -> None:
        """Erase the person."""
        self._erase(request, [obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Stakeholder]) -> None:
        """Erase the people."""
        self._erase(request, [row.pk for row in queryset])

    def _erase(self, request: HttpRequest, people: list[int]) -> None:
        erase_people(people, by=find_curator(request.user), actor=request.user.get_username())


admin.site.unregister(Stakeholder)
admin.site.register(Stakeholder, PersonAdmin)
