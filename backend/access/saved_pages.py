"""Lets curators keep what a list is narrowed by under a name, share it, and come back to it."""

from typing import Any, Final, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_lazy

from backend.access.curating import find_curator
from backend.access.models import SavedFilter
from backend.access.saved_filters import (
    MOST,
    PASSING,
    check,
    list_filters,
    sift,
    write_query,
)
from backend.access.saved_wording import tell_saved

STALE: Final = gettext_lazy(
    "“%(name)s” no longer fits, and shows more than it did. Left out, as it is not there any more: "
    "%(stale)s."
)
MEANINGLESS: Final = gettext_lazy(
    "This list cannot be narrowed by %(stale)s, which was left out. All else that you asked for "
    "holds."
)
LOST: Final = f"?{ERROR_FLAG}=1"  # where Django leads when it cannot read an address
TWICE: Final = gettext_lazy("You have one of this name already.")
TOO_MANY: Final = gettext_lazy("You keep so many filters that no more are taken. Delete some.")


class SavedForm(forms.ModelForm):  # type: ignore[type-arg]  # -- not generic at run time
    """The name of a filter, and whether it is shared."""

    class Meta:
        model = SavedFilter
        fields = ("name", "is_shared")

    def clean_name(self) -> str:
        """Refuse a name that another of theirs has.

        :raises ValidationError: when one has.
        """
        name: str = self.cleaned_data["name"]
        kept = SavedFilter.objects.filter(user=self.instance.user_id, noun=self.instance.noun)
        if kept.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(TWICE)
        return name


class SavingAdmin(ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """A list whose filters can be kept."""

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of what is kept."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        kept = self.admin_site.admin_view(self.saved_view)
        one = self.admin_site.admin_view(self.saved_one_view)
        mine = [
            path("saved/", kept, name=f"{name}_saved"),
            path("saved/<int:key>/", one, name=f"{name}_saved_one"),
        ]
        return [*mine, *super().get_urls()]

    @property
    def _noun(self) -> str:
        return str(self.opts.label_lower)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer what is kept, and to keep what is shown; tell what of an address means nothing."""
        kept = {"saved_filters": list_filters(request.user, self._noun)}
        answer = super().changelist_view(request, kept | (extra_context or {}))
        is_lost = isinstance(answer, HttpResponseRedirect) and answer.url.endswith(LOST)
        return self._sift(request) or answer if is_lost else answer

    def _sift(self, request: HttpRequest) -> HttpResponse | None:
        """Lead to what of the address of REQUEST narrows this list, and tell what does not."""
        query = {name: values for name, values in request.GET.lists() if name not in PASSING}
        sifted = sift(self, request, query)
        if not sifted.stale:
            return None
        told = {"stale": "; ".join(sifted.stale)}
        self.message_user(request, str(MEANINGLESS) % told, messages.WARNING)
        return HttpResponseRedirect(f"{request.path}?{sifted.query}")

    def saved_view(self, request: HttpRequest) -> HttpResponse:
        """List what is kept; keep what was sent."""
        self._ask_whether_they_may_look(request)
        if request.method == "POST":
            return self._keep(request)
        kept = list(list_filters(request.user, self._noun))
        told = tell_saved(self, request, kept)
        about = {
            "mine": [(each, told[each.pk]) for each in kept if each.user_id == request.user.pk],
            "shared": [(each, told[each.pk]) for each in kept if each.user_id != request.user.pk],
            "may_delete": find_curator(request.user).is_administrator,
            "title": gettext("Saved filters"),
            "opts": self.opts,
        }
        context = self.admin_site.each_context(request) | about
        return TemplateResponse(request, "access/saved.html", context)

    def _keep(self, request: HttpRequest) -> HttpResponse:
        """Keep what the list showed from which REQUEST was sent."""
        text = request.POST.get("query", "")
        made = SavedFilter(noun=self._noun)
        made.user_id = cast("int", request.user.pk)
        form = SavedForm(request.POST, instance=made)
        faults = [] if form.is_valid() else _list_faults(form)
        if SavedFilter.objects.filter(user=request.user.pk).count() >= MOST:
            faults.append(str(TOO_MANY))
        try:
            made.query = write_query(self, request, text)
        except ValueError as error:
            faults.append(str(error))
        if not faults:
            form.save()
            told = gettext("The filter was saved as “%(name)s”.") % {"name": made.name}
            self.message_user(request, told, messages.SUCCESS)
        for fault in faults:
            self.message_user(request, fault, messages.ERROR)
        return HttpResponseRedirect(f"{self._find_list('changelist')}?{text}")

    def saved_one_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Open what is kept under KEY, or change it as was sent.

        :raises Http404: when there is none that they may see, or change.
        """
        self._ask_whether_they_may_look(request)
        found = list_filters(request.user, self._noun).filter(pk=min(key, 10**18)).first()
        if found is None:
            raise Http404
        if request.method == "POST":
            return self._change(request, found)
        checked = check(self, request, found)
        if checked.stale:
            told = {"name": found.name, "stale": "; ".join(checked.stale)}
            self.message_user(request, str(STALE) % told, messages.WARNING)
        return HttpResponseRedirect(f"{self._find_list('changelist')}?{checked.query}")

    def _change(self, request: HttpRequest, found: SavedFilter) -> HttpResponse:
        """Rename, share or delete FOUND, which is theirs; administrators delete shared ones too."""
        is_mine = found.user_id == request.user.pk
        is_going = "delete" in request.POST
        if not is_mine and not (is_going and find_curator(request.user).is_administrator):
            raise Http404
        form = SavedForm(request.POST, instance=found)
        if is_going:
            found.delete()
            self.message_user(request, gettext("The filter was deleted."), messages.SUCCESS)
        elif form.is_valid():
            form.save()
            self.message_user(request, gettext("The filter was changed."), messages.SUCCESS)
        else:
            for fault in _list_faults(form):
                self.message_user(request, fault, messages.ERROR)
        return HttpResponseRedirect(self._find_list("saved"))

    def _ask_whether_they_may_look(self, request: HttpRequest) -> None:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied

    def _find_list(self, page: str) -> str:
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name)


def _list_faults(form: SavedForm) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]
