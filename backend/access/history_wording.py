"""Tells steps of a row's history, and the difference between two states, in the words of people."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from backend.access.audit_names import name_actors, tell_actor
from backend.access.history import State, list_fields, order_steps
from backend.access.history_links import list_relations
from backend.access.history_steps import Step
from products.admin.forms import LABELS
from products.admin.wording import EMPTY, Wording

REDACTED: Final = gettext_lazy("erased with a person")


@dataclass(frozen=True, slots=True)
class Line:
    """What one field, called LABEL, said BEFORE and AFTER."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a row in words; POINT is the entry after which the row stands as it left it."""

    point: int
    at: datetime
    who: str
    interface: str
    action: str
    lines: Sequence[Line]


def tell_changes(model: type[Model], steps: Sequence[Step]) -> list[Change]:
    """Tell STEPS of a row of MODEL, the latest first, as changes in words."""
    names = name_actors(step.entry.actor for step in steps)
    wording = Wording()
    wording.learn(_list_values(model, steps))
    return [_tell_change(model, change, names, wording) for change in order_steps(steps)]


def _tell_change(
    model: type[Model], change: Sequence[Step], names: dict[str, str], wording: Wording
) -> Change:
    latest = change[0].entry
    whole = next((step.entry for step in change if step.relation is None), None)
    return Change(
        latest.pk,
        latest.created_at,
        tell_actor(latest.actor, names),
        latest.get_interface_display(),
        whole.get_action_display() if whole else gettext("changed"),
        [line for step in change for line in _tell_step(model, step, wording)],
    )


def _tell_step(model: type[Model], step: Step, wording: Wording) -> Iterator[Line]:
    """Tell in lines what STEP changed."""
    if step.relation is not None:
        other = wording.tell(step.relation.field, [step.other])
        sides = (EMPTY, other) if step.is_gain else (other, EMPTY)
        yield Line(step.relation.name, capfirst(step.relation.label), *sides)
        return
    told = step.values
    for field in list_fields(model):
        if field.name in told.redacted:
            yield Line(field.name, label(field), str(REDACTED), str(REDACTED))
        elif field.name in told.before or field.name in told.after:
            before = wording.tell(field, told.before.get(field.name))
            after = wording.tell(field, told.after.get(field.name))
            yield Line(field.name, label(field), before, after)


def _list_values(model: type[Model], steps: Iterable[Step]) -> Iterator[tuple[Any, object]]:
    """List what is to be named of STEPS, by field."""
    fields = list_fields(model)
    for step in steps:
        if step.relation is not None:
            yield step.relation.field, [step.other]
        for field in fields:
            yield field, step.values.before.get(field.name)
            yield field, step.values.after.get(field.name)


def tell_difference(model: type[Model], one: State, other: State) -> list[Line]:
    """Tell in lines where ONE state of a row of MODEL differs from the OTHER."""
    wording = Wording()
    lines = []
    for field in list_fields(model):
        if field.name in one.lost | other.lost:
            sides = [
                str(REDACTED) if field.name in state.lost else wording.tell(field, value)
                for state in (one, other)
                for value in [state.values.get(field.name)]
            ]
            lines.append(Line(field.name, label(field), *sides))
        elif one.values.get(field.name) != other.values.get(field.name):
            sides = [wording.tell(field, state.values.get(field.name)) for state in (one, other)]
            lines.append(Line(field.name, label(field), *sides))
    for relation in list_relations(model):
        keys = [state.links.get(relation.name, frozenset()) for state in (one, other)]
        if keys[0] != keys[1]:
            sides = [wording.tell(relation.field, each) for each in keys]
            lines.append(Line(relation.name, capfirst(relation.label), *sides))
    return lines


def label(field: Any) -> str:  # noqa: ANN401 -- any field
    """Call FIELD as the pages do."""
    return LABELS.get(field.name) or capfirst(str(field.verbose_name))
