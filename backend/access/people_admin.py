"""The page of a person, from which all that is held about them is exported, or erased."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from backend.access.callers import find_caller
from backend.access.people import erase_people, may_tell, tell_person, write_json, write_text
from stakeholders.admin.people import StakeholderAdmin
from stakeholders.models import Stakeholder

FORMS = {"json": (write_json, "application/json"), "text": (write_text, "text/plain")}


class PersonAdmin(StakeholderAdmin):
    """People whose view counts, and what is held about each."""

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
        erase_people([obj.pk], actor=request.user.get_username())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Stakeholder]) -> None:
        """Erase the people."""
        erase_people([row.pk for row in queryset], actor=request.user.get_username())


admin.site.unregister(Stakeholder)
admin.site.register(Stakeholder, PersonAdmin)
