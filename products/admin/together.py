"""Edits many rows at once: fields and values are chosen, shown row by row, and then written.

Each row goes through the form of its own page and is saved as it would be there. What is shown
ahead is tried out for that and undone, so that it says what the domain itself would refuse.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from products.admin.forms import AnyForm
from products.admin.proposals import Proposal, Proposing, tell_label
from products.keys import read_key

MOST_TOGETHER: Final = 200  # rows; each is scored as it is written, and shown as a line
ROWS, FIELDS, SEEN, REFUSED = "_row", "_field", "_seen", "_refused"
PREVIEW, CONFIRM = "_preview", "_confirm"
OWN: Final = frozenset({"csrfmiddlewaretoken", SEEN, REFUSED, PREVIEW, CONFIRM})
OVERTAKEN: Final = _(
    "Rows were changed since this was shown, or are refused now. Nothing was written: look at what "
    "would change now."
)


class TogetherAdmin(Proposing):
    """A list whose marked rows are edited together, in the fields that `together` names."""

    def get_actions(self, request: HttpRequest) -> Any:  # noqa: ANN401 -- as Django writes it
        """Offer to edit the marked rows together."""
        actions = super().get_actions(request)
        if actions and self.together and self.has_change_permission(request):
            actions["edit_together"] = self.get_action("edit_together")
        return actions

    def get_urls(self) -> list[URLPattern]:
        """Answer for the page on which rows are edited together as well."""
        view = self.admin_site.admin_view(self.together_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_together"
        return [path("together/", view, name=name), *super().get_urls()]

    @admin.action(description=_("Edit together: choose fields, then see what would change"))
    def edit_together(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Ask for the fields and values of the rows that are marked."""
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST_TOGETHER + 1])
        if len(keys) > MOST_TOGETHER:
            told = gettext("At most %(number)s rows are edited at once.")
            self.message_user(request, told % {"number": MOST_TOGETHER}, messages.ERROR)
            return None
        return self._ask(request, self._find(request, keys))

    def together_view(self, request: HttpRequest) -> HttpResponse:
        """Show what the values sent would change; write them once that is confirmed.

        :raises PermissionDenied: when whoever asks may change none of such rows.
        """
        if not self.together or not self.has_change_permission(request):
            raise PermissionDenied
        keys = _read_keys(request.POST.getlist(ROWS))[:MOST_TOGETHER]
        rows = self._find(request, keys)
        if not rows:
            self.message_user(request, gettext("No rows were chosen."), messages.WARNING)
            return HttpResponseRedirect(self._find_rows_page())
        if gone := len(set(keys)) - len(rows):
            told = ngettext("%(n)s row is gone.", "%(n)s rows are gone.", gone) % {"n": gone}
            self.message_user(request, told, messages.WARNING)
        if PREVIEW not in request.POST and CONFIRM not in request.POST:
            return self._ask(request, rows)
        chosen = [name for name in self.together if name in request.POST.getlist(FIELDS)]
        if not chosen:
            self.message_user(request, gettext("Choose at least one field."), messages.ERROR)
            return self._ask(request, rows)
        return self._propose(request, rows, chosen)

    def fit_together(self, form: AnyForm, rows: Sequence[Any]) -> None:
        """Let FORM, which asks for values, offer what any of ROWS may have."""

    def _propose(
        self, request: HttpRequest, rows: list[Any], chosen: Sequence[str]
    ) -> HttpResponse:
        """Show what would become of ROWS, or write it where it is what was shown and confirmed."""
        is_sure = CONFIRM in request.POST
        with transaction.atomic():
            proposals = list(self._try(request, rows, chosen))
            seen, refused = _mark(proposals), _name_refused(proposals)
            is_known = (request.POST.get(SEEN), request.POST.get(REFUSED)) == (seen, refused)
            if not (is_sure and is_known):
                transaction.set_rollback(True)
        if is_sure and is_known:
            return self._tell(request, proposals)
        if is_sure:
            messages.error(request, OVERTAKEN)
        more: dict[str, Any] = {
            "proposals": proposals,
            "seen": seen,
            "refused": refused,
            "sent": _echo(request),
        }
        more["is_open"] = any(each.changes for each in proposals)
        return self._show_together(request, rows, more)

    def _ask(self, request: HttpRequest, rows: list[Any]) -> HttpResponse:
        """Ask which fields of ROWS change, and to what."""
        kind = self.get_form(request, rows[0], change=True, fields=list(self.together))
        sent = request.POST if ROWS in request.POST else None
        form = kind(sent, instance=rows[0], initial=dict.fromkeys(self.together))
        self.fit_together(form, rows)
        asked = [(name, tell_label(form, name), form[name]) for name in self.together]
        chosen = request.POST.getlist(FIELDS)
        return self._show_together(request, rows, {"asked": asked, "chosen": chosen, "form": form})

    def _show_together(
        self, request: HttpRequest, rows: list[Any], more: dict[str, Any]
    ) -> HttpResponse:
        """Show the page on which ROWS are edited together, with what MORE there is to it."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_together"
        form = more.get("form")
        context = self.admin_site.each_context(request) | {
            "title": gettext("Edit %(nouns)s together") % {"nouns": self.opts.verbose_name_plural},
            "opts": self.opts,
            "rows": rows,
            "media": self.media + form.media if form is not None else self.media,
            "action": reverse(name),
            "list": self._find_rows_page(),
            **more,
        }
        return TemplateResponse(request, "admin/together.html", context)

    def _find_rows_page(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _tell(self, request: HttpRequest, proposals: list[Proposal]) -> HttpResponse:
        """Go back to the list, and say how many rows were written and how many were not."""
        written = sum(bool(each.changes) for each in proposals)
        told = ngettext("%(n)s row was changed", "%(n)s rows were changed", written)
        left = gettext("%(n)s stayed as they were") % {"n": len(proposals) - written}
        self.message_user(request, f"{told % {'n': written}}, {left}.")
        return HttpResponseRedirect(self._find_rows_page())


def _read_keys(texts: Sequence[str]) -> list[int]:
    """Read those of TEXTS that can be keys of rows."""
    return [key for text in texts if (key := read_key(text)) is not None]


def _mark(proposals: Sequence[Proposal]) -> str:
    """Give a mark that changes when any of the rows in PROPOSALS does."""
    told = [(each.row.pk, each.mark) for each in proposals]
    return sha256(repr(told).encode()).hexdigest()


def _name_refused(proposals: Sequence[Proposal]) -> str:
    """Name the rows of PROPOSALS that are refused."""
    return " ".join(str(each.row.pk) for each in proposals if each.refusals)


def _echo(request: HttpRequest) -> list[tuple[str, str]]:
    """Give what REQUEST sent, to be sent again with the confirmation."""
    lists = request.POST.lists()
    return [(name, str(each)) for name, found in lists if name not in OWN for each in found]
