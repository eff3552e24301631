"""Puts a row back to how it stood at a point of its history, by the form in which it is edited.

The form validates, and its page writes through the same doors as ever. What the form does not ask
for stays as it is, and is told of.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib.admin.utils import flatten_fieldsets
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from backend.access.history import State, find_state, read_state
from backend.access.history_wording import Line, tell_difference
from products.admin.forms import AnyForm, RecordForm
from products.admin.sending import write_data
from products.admin.watching import SHOWN
from products.models import Feature
from products.origins import Interface, coming_by
from stakeholders.models import Preference, Stakeholder

# What has a door of its own, by which alone it moves.
DOORS: Final[Mapping[tuple[type[Model], str], Any]] = {
    (Feature, "stage"): gettext_lazy("a feature is moved to another stage with a reason"),
    (Feature, "merged_into"): gettext_lazy("features are merged and unmerged over the API"),
    (Stakeholder, "deactivated_at"): gettext_lazy(
        "people are deactivated and activated in their list"
    ),
}
NOT_EDITED: Final = gettext_lazy("this page does not edit it")
LOST: Final = gettext_lazy("what it said was erased with a person")
GONE: Final = gettext_lazy("what it named is gone, or not yours to choose")
MOVED: Final = gettext_lazy("Somebody changed it since this page was shown: look at it again.")
CLOSED: Final[Mapping[type[Model], Any]] = {
    Preference: gettext_lazy(
        "What somebody states is never put back: state it anew, with the day on which they said "
        "so, or withdraw it. The history keeps both."
    )
}


class RevertError(ValueError):
    """Says why a row was not put back."""

    def __init__(self, reasons: Iterable[str]) -> None:
        """Keep REASONS, a sentence each."""
        self.reasons = list(reasons)
        super().__init__(" ".join(self.reasons))


@dataclass(frozen=True, slots=True)
class Plan:
    """What putting a row back would do: the LINES that change, and those LEFT, each with why."""

    form: AnyForm
    lines: Sequence[Line]
    left: Sequence[tuple[Line, str]]
    shown: str  # the marks of the row that it was made for


def plan_revert(
    page: Any,  # noqa: ANN401 -- a page of the admin
    request: HttpRequest,
    row: Model,
    point: int,
) -> Plan:
    """Plan how PAGE would put ROW back to how it stood after the entry POINT, as REQUEST asks.

    :raises RevertError: when such rows are never put back.
    """
    if closed := CLOSED.get(type(row)):
        raise RevertError([str(closed)])
    then, now = find_state(row, point), read_state(row)
    blank = _make_form(page, request, row)(instance=row)
    wanted: dict[str, object] = {}
    lines, left = [], []
    for line in tell_difference(type(row), now, then):
        why = _hold(blank, row, line.name, then)
        if why:
            left.append((line, why))
        else:
            lines.append(line)
            wanted[line.name] = _find_wanted(then, line.name)
    shown = request.POST.get(SHOWN) or str(blank.initial.get(SHOWN, ""))
    data = dict(write_data(blank, wanted)) | {SHOWN: [shown]}
    sent = request.POST.copy()
    sent.clear()
    for name, values in data.items():
        sent.setlist(name, values)
    form = _make_form(page, request, row)(sent, instance=row)
    return Plan(form, lines, left, shown)


def _make_form(page: Any, request: HttpRequest, row: Model) -> type[AnyForm]:  # noqa: ANN401 -- as above
    names = flatten_fieldsets(page.get_fieldsets(request, row))
    form: type[AnyForm] = page.get_form(request, row, change=True, fields=names)
    return form


def _hold(form: AnyForm, row: Model, name: str, then: State) -> str:
    """Say why FORM cannot give the field NAME of ROW what it said THEN; nothing when it can."""
    field = form.fields.get(name)
    if name in then.lost:
        return str(LOST)
    if (type(row), name) in DOORS or field is None or field.disabled:
        return str(DOORS.get((type(row), name), NOT_EDITED))
    if isinstance(field, forms.ModelChoiceField):
        keys = _find_wanted(then, name)
        wanted = set(keys) if isinstance(keys, list) else {keys} - {None}
        rows: QuerySet[Any] = field.queryset  # type: ignore[assignment]  # -- the stubs allow None
        if rows.filter(pk__in=wanted).count() < len(wanted):
            return str(GONE)
    return ""


def _find_wanted(then: State, name: str) -> object:
    """Give what the field NAME said THEN, links as a list of keys."""
    return sorted(then.links[name]) if name in then.links else then.values.get(name)


def revert(page: Any, request: HttpRequest, key: str, point: int) -> Plan:  # noqa: ANN401 -- as above
    """Let PAGE put the row with KEY back to how it stood after the entry POINT.

    :raises RevertError: when the form, or the domain, refuses it; nothing is written then.
    """
    try:
        with transaction.atomic(), coming_by(Interface.REVERT):
            return _write(page, request, key, point)
    except page.refusals as refusal:
        raise RevertError(sentence for _, sentence in page.explain(refusal)) from refusal


def _write(page: Any, request: HttpRequest, key: str, point: int) -> Plan:  # noqa: ANN401 -- as above
    row = page.get_object(request, key)  # locked, as this is a POST
    plan = plan_revert(page, request, row, point)
    if not plan.form.is_valid():
        was_changed = isinstance(plan.form, RecordForm) and bool(plan.form.clashes)
        raise RevertError([str(MOVED)] if was_changed else _tell_errors(plan.form))
    before = {line.name for line in plan.lines}
    written = page.save_form(request, plan.form, change=True)
    page.save_model(request, written, plan.form, True)  # noqa: FBT003 -- Django's signature
    page.save_related(request, plan.form, [], True)  # noqa: FBT003 -- as above
    told = gettext("Put back to how it stood after entry %(point)s of the audit log.")
    if before:
        page.log_change(request, written, told % {"point": point})
    return plan


def _tell_errors(form: AnyForm) -> Iterator[str]:
    """Tell the errors of FORM, each with the field that it is about."""
    for name, errors in form.errors.items():
        named = form.fields[name].label if name in form.fields else ""
        for error in errors:
            yield f"{named}: {error}" if named else str(error)
