"""Reads the breakdowns of scores, and the groups in them, for all scores of a page at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.db.models import F, QuerySet

from backend.access.batching import shared, together
from products.models import Feature
from stakeholders.explaining import Line, Numbers, explain
from stakeholders.models import AlignmentScore, Group
from stakeholders.ranking import with_rank

# What a line of a breakdown tells beside its group and its five stances.
LINE: Final = ("support", "weight", "loss", "voices", "heard", "agreement", "backing", "objecting")
STANCES: Final = ("strongly_oppose", "oppose", "neutral", "support", "strongly_support")


@dataclass
class Directory:
    """The groups that the breakdowns of a page name, read when the first is asked for."""

    pks: frozenset[int] = frozenset()

    @cached_property
    def groups(self) -> dict[int, Group]:
        """Read them all."""
        return {row.pk: row for row in together(Group.objects.filter(pk__in=self.pks))}


@dataclass(frozen=True)
class Breakdown:
    """The lines of one score, and the groups they name."""

    lines: Sequence[Mapping[str, Any]] = ()
    directory: Directory = field(default_factory=Directory)

    def name(self, line: Mapping[str, Any]) -> Group:
        """Find the group of LINE."""
        return self.directory.groups[line["group"]]

    def silent(self) -> list[Group]:
        """Find the groups that have given no evidence."""
        groups = self.directory.groups
        return [groups[line["group"]] for line in self.lines if not line["evidence"]]


def read_alignments() -> QuerySet[AlignmentScore]:
    """Read scores without their breakdown, which is long, and with the id of their feature."""
    return AlignmentScore.objects.annotate(public_id=F("feature__public_id")).defer("breakdown")


def read_breakdown(score: AlignmentScore) -> Breakdown:
    """Read the breakdown of SCORE, and of all scores read together with it."""

    def load(scores: Sequence[AlignmentScore]) -> dict[int, Breakdown]:
        rows = AlignmentScore.objects.filter(pk__in=[each.pk for each in scores])
        found = dict(rows.values_list("pk", "breakdown"))
        pks = frozenset(line["group"] for lines in found.values() for line in lines)
        directory = Directory(pks)
        return {pk: Breakdown(lines, directory) for pk, lines in found.items()}

    return shared(score, "breakdown", load, default=Breakdown())


def read_rank(score: AlignmentScore) -> int | None:
    """Read the rank of the feature of SCORE, and of all scores read together with it."""

    def load(scores: Sequence[AlignmentScore]) -> dict[int, int | None]:
        mine = with_rank(Feature.objects.filter(pk__in=[each.pk for each in scores]))
        return {feature.pk: getattr(feature, "rank") for feature in mine}  # noqa: B009 -- annotated

    return shared(score, "rank", load, default=None)


def name_line(score: AlignmentScore, line: Mapping[str, Any]) -> str:
    """Name LINE of the breakdown of SCORE among all lines, for its id."""
    return f"{getattr(score, 'public_id')}:{line['group']}"  # noqa: B009 -- an annotation


def explain_score(score: AlignmentScore) -> str:
    """Say in plain sentences what SCORE means."""
    found = read_breakdown(score)
    lines = [
        Line(
            name=found.name(line).name,
            support=line["support"],
            loss=line["loss"],
            evidence=line["evidence"],
        )
        for line in found.lines
    ]
    numbers = Numbers(
        score=score.score or 0,
        low=score.low or 0,
        high=score.high or 0,
        voices=score.voices,
        provisional=score.provisional,
        backing=score.backing_groups,
        objecting=score.objecting_groups,
    )
    return explain(numbers, lines)
