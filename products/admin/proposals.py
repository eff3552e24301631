"""What an edit of many rows would change: row by row, before and after, or why it is refused."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext

from products.admin.forms import AnyForm
from products.admin.watching import SHOWN
from products.figures import write_moment


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one row, as it is and as it would be."""

    label: str
    before: str
    after: str


@dataclass(slots=True)
class Proposal:
    """What would become of ROW: its changes, or the reasons why it stays as it is."""

    row: Model
    text: str
    mark: str
    changes: list[Change] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


def read_proposal(row: Model, form: AnyForm, was: dict[str, str]) -> Proposal:
    """Read off FORM, filled for ROW, what it would change of what WAS, or why it cannot."""
    found = Proposal(row=row, text=str(row), mark=str(form.initial.get(SHOWN, "")))
    if not form.is_valid():
        found.refusals += [str(each) for errors in form.errors.values() for each in errors]
        return found
    for name, before in was.items():
        if name in form.changed_data:
            after = tell_value(form.cleaned_data[name], form, name)
            found.changes.append(Change(tell_label(form, name), before, after))
    return found


def keep_fields(form: AnyForm, names: Collection[str]) -> AnyForm:
    """Let FORM ask for NAMES alone, and for the mark of the row that it was filled from."""
    for name in set(form.fields) - {*names, SHOWN}:
        del form.fields[name]
    return form


def tell_label(form: AnyForm, name: str) -> str:
    """Tell what the field NAME of FORM is called."""
    return str(capfirst(form.fields[name].label or name.replace("_", " ")))


def tell_value(value: Any, form: AnyForm, name: str) -> str:  # noqa: ANN401 -- of any field
    """Tell VALUE, of the field NAME of FORM, as people read it."""
    choices: Any = getattr(form.fields[name], "_choices", None)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if value is None or value == "":
        return "-"
    if choices and not isinstance(value, Model):
        named = {str(key): str(label) for key, label in choices}
        return named.get(str(value), str(value))
    if isinstance(value, QuerySet | list | tuple):
        return ", ".join(map(str, value)) or "-"
    if isinstance(value, datetime):
        return write_moment(value)
    return str(value)


class Proposing(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """Tries out on rows what an edit of many would do, in the fields that `together` names."""

    together: ClassVar[tuple[str, ...]] = ()
    together_order: ClassVar[tuple[str, ...]] = ("pk",)  # in which rows are locked as well
    standing_for: ClassVar[dict[str, str]] = {}  # of a field of the form alone, what it changes

    def _try(
        self, request: HttpRequest, rows: list[Any], chosen: Sequence[str]
    ) -> Iterator[Proposal]:
        """Write CHOSEN fields of each of ROWS as its page would, and yield what came of it."""
        kind = self.get_form(request, rows[0], change=True, fields=list(self.together))
        for row in rows:
            data = request.POST.copy()
            form = keep_fields(kind(data, instance=row), chosen)
            data[SHOWN] = form.initial.get(SHOWN, "")
            was = {name: self._tell_before(row, form, name) for name in chosen}
            proposal = read_proposal(row, form, was)
            if not self.has_change_permission(request, row):
                proposal.refusals.append(gettext("You do not look after this row."))
            if proposal.changes and not proposal.refusals:
                proposal.refusals += self._write_row(request, row, form)
            if proposal.refusals:
                proposal.changes.clear()
            yield proposal

    def _write_row(self, request: HttpRequest, row: Model, form: AnyForm) -> list[str]:
        """Save ROW as FORM says; give the reasons where the domain refuses."""
        page: Any = self
        try:
            with transaction.atomic():
                saved = self.save_form(request, form, change=True)
                self.save_model(request, saved, form, change=True)
                self.save_related(request, form, [], change=True)
                self.log_change(request, row, page.construct_change_message(request, form, []))
        except page.refusals as refusal:
            return [sentence for _name, sentence in page.explain(refusal)]
        return []

    def _find(self, request: HttpRequest, keys: Sequence[object]) -> list[Any]:
        """Find the rows with KEYS that whoever asks looks after, with what they lead to."""
        rows = self.get_queryset(request).filter(pk__in=keys).order_by(*self.together_order)
        relations = [self._find_field(name) for name in self.together]
        one = [each.name for each in relations if each is not None and each.many_to_one]
        many = [each.name for each in relations if each is not None and each.many_to_many]
        return list((rows.select_related(*one) if one else rows).prefetch_related(*many))

    def _find_field(self, name: str) -> Any:  # noqa: ANN401 -- any field, or none
        """Find the field NAME of the model, None where only the form has it."""
        try:
            return self.opts.get_field(name)
        except FieldDoesNotExist:
            return None

    def _tell_before(self, row: Any, form: AnyForm, name: str) -> str:  # noqa: ANN401 -- any row
        """Tell what ROW says now under NAME, a field of FORM."""
        name = self.standing_for.get(name, name)
        field = self._find_field(name)
        if field is None:
            return "-"
        if field.many_to_many:
            return ", ".join(map(str, getattr(row, name).all())) or "-"
        if field.choices:
            return str(getattr(row, f"get_{name}_display")())
        return tell_value(getattr(row, name), form, name)
