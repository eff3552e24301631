"""Tells the history of a row from the audit log: its steps, and how it stood after each of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet

from backend.access.audit_models import AuditEntry
from backend.access.audit_watching import BARE
from backend.access.history_batches import read_batches
from backend.access.history_links import Relation, list_relations
from backend.access.history_steps import NOTHING, Step
from backend.access.history_values import find_nothing, read_values
from stakeholders.models import Preference


@dataclass(frozen=True, slots=True)
class State:
    """What a row said at one point: VALUES by field, and LINKS, keys of other rows by relation.

    What is LOST cannot be known: the words were redacted.
    """

    values: Mapping[str, Any]
    links: Mapping[str, frozenset[int]] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()


def find_noun(model: type[Model]) -> str:
    """Name what rows of MODEL are, as the log does."""
    return str(model._meta.label_lower)  # noqa: SLF001 -- Django's documented model API


def read_steps(
    row: Model, *, since: int = 0, until: int | None = None, most: int | None = None
) -> list[Step]:
    """Read the steps of ROW, the latest first: those after SINCE and before UNTIL, MOST at most.

    Rows and links are read apart, so that the database finds each by its own index.
    """
    model, wanted = type(row), AuditEntry.objects.filter(pk__gt=since).order_by("-pk")
    if until is not None:
        wanted = wanted.filter(pk__lt=until)
    named = Q(row_id=row.pk)
    if public_id := getattr(row, "public_id", None):  # a row that was restored may have another key
        named |= Q(public_id=public_id)
    about = wanted.filter(named, noun=find_noun(model)).prefetch_related("words")
    steps = [Step(entry, read_values(entry, model)) for entry in about[:most]]
    for relation in list_relations(model):
        links = wanted.filter(relation.find(row.pk))[:most]
        steps += [Step(each, NOTHING, relation, relation.read(each)) for each in links]
    if isinstance(row, Preference):
        steps += read_batches(row, wanted)
    return sorted(steps, key=lambda step: step.entry.pk, reverse=True)[:most]


def is_about(point: int, row: Model) -> bool:
    """Tell whether the entry POINT is about ROW."""
    return bool(read_steps(row, since=point - 1, until=point + 1))


def read_state(row: Model) -> State:
    """Read what ROW says now."""
    values = {each.name: getattr(row, each.attname) for each in list_fields(type(row))}
    links = {each.name: frozenset(_read_keys(row, each)) for each in list_relations(type(row))}
    return State(values, links)


def list_fields(model: type[Model]) -> list[Any]:
    """List the fields of MODEL that have a history."""
    return [each for each in model._meta.concrete_fields if each.column not in BARE]  # noqa: SLF001 -- as above


def _read_keys(row: Model, relation: Relation) -> QuerySet[Any, int]:
    related: Any = getattr(row, relation.name)
    keys: QuerySet[Any, int] = related.order_by().values_list("pk", flat=True)
    return keys


def undo(now: State, steps: Iterable[Step]) -> State:
    """Give how a row that stands as NOW stood before STEPS, the latest of which comes first."""
    values, lost = dict(now.values), set(now.lost)
    links = {name: set(keys) for name, keys in now.links.items()}
    for step in steps:
        if step.relation is None:
            known = set(step.values.before) - step.values.redacted
            values |= {name: step.values.before[name] for name in known}
            lost = (lost - known) | step.values.redacted
        else:
            keys = links.setdefault(step.relation.name, set())
            (keys.discard if step.is_gain else keys.add)(step.other)
    return State(values, {name: frozenset(keys) for name, keys in links.items()}, frozenset(lost))


def find_state(row: Model, point: int) -> State:
    """Find how ROW stood after the entry POINT."""
    return undo(read_state(row), read_steps(row, since=point))


def find_deleted(entry: AuditEntry, model: type[Model]) -> State:
    """Find how a row of MODEL stood when it was deleted, as ENTRY tells."""
    told = read_values(entry, model)
    empty = {each.name: find_nothing(each) for each in list_fields(model)}
    return State({**empty, **told.before}, {}, told.redacted)


def order_steps(steps: Sequence[Step]) -> list[list[Step]]:
    """Put STEPS together that are one change: a row, and links that moved along with it."""
    changes: list[list[Step]] = []
    for step in steps:
        if changes and _belongs(step, changes[-1]):
            changes[-1].append(step)
        else:
            changes.append([step])
    return changes


def _belongs(step: Step, change: list[Step]) -> bool:
    """Tell whether STEP is part of the CHANGE that came right after it."""
    one, other = step.entry, change[-1].entry
    is_second_row = step.relation is None and any(each.relation is None for each in change)
    is_near = (other.created_at - one.created_at).total_seconds() < 1
    return (
        not is_second_row
        and is_near
        and (one.actor, one.interface) == (other.actor, other.interface)
    )
