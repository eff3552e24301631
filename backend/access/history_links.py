"""Finds what the audit log holds of the links between rows, which have no page of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Model, Q

from backend.access.audit_models import Action, AuditEntry
from backend.access.audit_watching import BY_NOUN
from backend.access.sight import RULES

NONE: Final = Q(pk__in=())


@dataclass(frozen=True, slots=True)
class Relation:
    """Links of a row, seen from its side: NAME leads to rows that FIELD, or its other end, names.

    In the log they are rows of NOUN; OWN and OTHER are the columns for this row and for the other.
    """

    name: str
    label: str
    field: Any
    noun: str
    own: str
    other: str
    is_edited: bool  # on the page of the row itself

    def find(self, key: int) -> Q:
        """Give the condition that an entry is about links of the row with KEY."""
        told = Q(**{f"after__{self.own}": key}) | Q(**{f"before__{self.own}": key})
        return Q(noun=self.noun, public_id__isnull=True) & told

    def read(self, entry: AuditEntry) -> int:
        """Give the key of the row that was linked or unlinked by ENTRY."""
        told = (entry.before if entry.action == Action.DELETED else entry.after) or {}
        return int(told[self.other])


def list_relations(model: type[Model]) -> Sequence[Relation]:
    """List the relations of MODEL whose links the log has: its own, and those of others to it."""
    return [*_list_own(model), *_list_others(model)]


def _list_own(model: type[Model]) -> Iterator[Relation]:
    for field in model._meta.many_to_many:  # noqa: SLF001 -- Django's documented model API
        noun = _find_noun(field)
        if noun in BY_NOUN:
            own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
            yield Relation(field.name, str(field.verbose_name), field, noun, own, other, True)  # noqa: FBT003 -- edited here


def _list_others(model: type[Model]) -> Iterator[Relation]:
    for relation in model._meta.related_objects:  # noqa: SLF001 -- as above
        if not relation.many_to_many or relation.related_model not in RULES:
            continue
        field: Any = relation.field
        noun, name = _find_noun(field), relation.get_accessor_name() or ""
        if noun in BY_NOUN and relation.related_model.__module__.split(".")[0] != "backend":
            own, other = f"{field.m2m_reverse_field_name()}_id", f"{field.m2m_field_name()}_id"
            label = str(relation.related_model._meta.verbose_name_plural)  # noqa: SLF001 -- as above
            yield Relation(name, label, relation, noun, own, other, False)  # noqa: FBT003 -- edited there


def _find_noun(field: Any) -> str:  # noqa: ANN401 -- a relation of many to many
    return str(field.remote_field.through._meta.label_lower)  # noqa: SLF001 -- as above
