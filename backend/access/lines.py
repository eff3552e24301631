"""Reads the lines of breakdowns, and the groups that they name, for all scores of a page at once.

What a breakdown shows is a function of its score, as it stands, and of the groups as they are
called. The version of both is told without reading the lines, which are long.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final, TypeAlias

from django.db import router
from django.db.models import QuerySet

from backend.access.batching import is_loaded, shared, together
from backend.access.memory import Memory
from backend.access.statements import read
from stakeholders.models import AlignmentScore, Group

Line: TypeAlias = Mapping[str, Any]

# What a line tells beside its group and its five stances.
LINE: Final = ("support", "weight", "loss", "voices", "heard", "agreement", "backing", "objecting")
OF_LINE: Final = frozenset({*LINE, "id", "kind", "stances"})
OF_GROUP: Final = frozenset({"group", "name"})
MOMENT: Final = "_tutti_moment"  # marks a score of the past with the moment at which it stood
COLUMNS: Final = [each.attname for each in Group._meta.concrete_fields]  # noqa: SLF001 -- Django's own API

# Which groups a score names, for so many scores, and how groups are called, for so many pages.
_named: Final[Memory[Hashable, frozenset[int]]] = Memory(2_000)
_called: Final[Memory[Hashable, object]] = Memory(50)


@dataclass
class Directory:
    """The groups that the breakdowns of a page name, read when the first is asked for."""

    pks: frozenset[int] = frozenset()

    @cached_property
    def rows(self) -> tuple[tuple[Any, ...], ...]:
        """Read them all, by primary key."""
        key = ("groups", self.pks)
        rows = read(key, self._find)
        return tuple(sorted(rows))

    def _find(self) -> QuerySet[Any, Any]:
        return Group.objects.filter(pk__in=self.pks).values_list("pk", *COLUMNS)

    @cached_property
    def version(self) -> object:
        """Give what stands for these rows for as long as nothing in them changes."""
        known = _called.recall(self.rows)
        return _called.keep(self.rows, object()) if known is None else known

    @cached_property
    def groups(self) -> dict[int, Group]:
        """Give the groups by primary key."""
        using = router.db_for_read(Group)
        found = [Group.from_db(using, COLUMNS, values) for _, *values in self.rows]
        return {row.pk: row for row in together(found)}


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one score, and whether it stands as it did when it was read itself."""

    lines: Sequence[Line] = ()
    is_current: bool = True

    def find_groups(self) -> frozenset[int]:
        """Find the primary keys of the groups named."""
        return frozenset(line["group"] for line in self.lines)


def read_moment_of(score: AlignmentScore) -> datetime | None:
    """Read at which moment of the past SCORE stood so; None for a score of today."""
    return vars(score).get(MOMENT)


def read_lines(score: AlignmentScore) -> Lines:
    """Read the lines of SCORE, and of all scores read together with it."""

    def load(scores: Sequence[AlignmentScore]) -> dict[int, Lines]:
        if read_moment_of(score) is not None:  # those of the past are no rows, and bring theirs
            return {each.pk: Lines(each.breakdown) for each in scores}
        rows = AlignmentScore.objects.filter(pk__in=[each.pk for each in scores])
        read = {pk: rest for pk, *rest in rows.values_list("pk", "updated_at", "breakdown")}
        found = {
            each.pk: Lines(read[each.pk][1], read[each.pk][0] == each.updated_at)
            for each in scores
            if each.pk in read
        }
        for each in scores:
            if each.pk in found and found[each.pk].is_current:
                _named.keep(identify(each), found[each.pk].find_groups())
        return found

    return shared(score, "lines", load, default=Lines())


def read_directory(score: AlignmentScore) -> Directory:
    """Read which groups the breakdowns of SCORE, and of all read together with it, name.

    Where they were read before as they stand, no lines are read for it.
    """

    def load(scores: Sequence[AlignmentScore]) -> dict[int, Directory]:
        named = [None if is_loaded(each, "lines") else _recall_named(each) for each in scores]
        known = [pks for pks in named if pks is not None]
        if len(known) < len(named):
            known = [read_lines(each).find_groups() for each in scores]
        directory = Directory(frozenset().union(*known))
        return dict.fromkeys((each.pk for each in scores), directory)

    return shared(score, "directory", load, default=Directory())


def identify(score: AlignmentScore) -> Hashable:
    """Tell SCORE as it stands from what it was before, and from all others."""
    return (score.pk, score.updated_at, score.score, score.low, score.high, score.voices)


def _recall_named(score: AlignmentScore) -> frozenset[int] | None:
    return None if read_moment_of(score) is not None else _named.recall(identify(score))


def read_version(score: AlignmentScore, names: frozenset[str], *, hides: bool) -> Hashable:
    """Give what stands for the breakdown of SCORE as far as the fields NAMES of its lines show it.

    It differs where the counts of small groups are hidden, as HIDES tells.
    None where nothing can: for the past, for fields that show more than the lines and their groups,
    and when the score has moved since it was read.
    """
    if read_moment_of(score) is not None or names - OF_LINE - OF_GROUP:
        return None
    if is_loaded(score, "lines") and not read_lines(score).is_current:
        return None
    public_id = getattr(score, "public_id")  # noqa: B009 -- an annotation
    called = read_directory(score).version if names & OF_GROUP else None
    return identify(score), public_id, called, hides
