"""Reads the breakdowns of scores, and the groups in them, for all scores of a page at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django.db.models import F, Model, QuerySet

from backend.access.batching import shared, together
from products.models import Feature
from stakeholders.explaining import Line, Numbers, explain
from stakeholders.models import AlignmentScore, Group
from stakeholders.ranking import with_rank
from stakeholders.remembering import remember_ranks

# What a line of a breakdown tells beside its group and its five stances.
LINE: Final = ("support", "weight", "loss", "voices", "heard", "agreement", "backing", "objecting")
MOMENT: Final = "_tutti_moment"  # marks a score of the past with the moment at which it stood
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

    def find(self, line: Mapping[str, Any]) -> Group | None:
        """Find the group of LINE; one of the past may be gone."""
        return self.directory.groups.get(line["group"])

    def name(self, line: Mapping[str, Any]) -> str:
        """Name the group of LINE: one of the past as it was called then.

        Before names were kept with decisions, a group that is gone since left none.
        """
        given: str | None = line.get("name")
        group = self.find(line) if given is None else None
        return (group.name if group else "") if given is None else given

    def silent(self) -> list[Group]:
        """Find the groups that have given no evidence, and are not gone."""
        found = [self.find(line) for line in self.lines if not line["evidence"]]
        return [group for group in found if group is not None]


def read_alignments() -> QuerySet[AlignmentScore]:
    """Read scores without their breakdown, which is long, and with the id of their feature."""
    return AlignmentScore.objects.annotate(public_id=F("feature__public_id")).defer("breakdown")


def find_answering(rows: Sequence[Model]) -> dict[int, int]:
    """Tell which row answers for each of ROWS: for a merged feature the one it became part of."""
    return {row.pk: vars(row).get("merged_into_id") or row.pk for row in rows}


def read_alignment(feature: Feature) -> AlignmentScore | None:
    """Read the score of FEATURE, and of all features read together with it.

    One that was merged has the score of the one that answers for it.
    """

    def load(features: Sequence[Feature]) -> dict[int, AlignmentScore | None]:
        answering = find_answering(features)
        rows = together(read_alignments().filter(pk__in=set(answering.values())))
        scores = {score.pk: score for score in rows}
        return {key: scores.get(whole) for key, whole in answering.items()}

    return shared(feature, "alignment", load, default=None)


def read_breakdown(score: AlignmentScore) -> Breakdown:
    """Read the breakdown of SCORE, and of all scores read together with it."""

    def load(scores: Sequence[AlignmentScore]) -> dict[int, Breakdown]:
        found = _read_lines(scores)
        pks = frozenset(line["group"] for lines in found.values() for line in lines)
        directory = Directory(pks)
        return {pk: Breakdown(lines, directory) for pk, lines in found.items()}

    return shared(score, "breakdown", load, default=Breakdown())


def read_moment_of(score: AlignmentScore) -> datetime | None:
    """Read at which moment of the past SCORE stood so; None for a score of today."""
    return vars(score).get(MOMENT)


def _read_lines(scores: Sequence[AlignmentScore]) -> dict[int, Sequence[Mapping[str, Any]]]:
    """Read the lines of SCORES; those of the past, which are no rows, bring them along."""
    if read_moment_of(scores[0]) is not None:
        return {each.pk: each.breakdown for each in scores}
    rows = AlignmentScore.objects.filter(pk__in=[each.pk for each in scores])
    return dict(rows.values_list("pk", "breakdown"))


def read_rank(score: AlignmentScore) -> int | None:
    """Read the rank of the feature of SCORE, and of all scores read together with it."""

    def load(scores: Sequence[AlignmentScore]) -> Mapping[int, int | None]:
        mine = Feature.objects.filter(pk__in=[each.pk for each in scores])
        at = read_moment_of(scores[0])
        if at is not None:
            return remember_ranks(mine, at)
        ranked = with_rank(mine)
        return {feature.pk: getattr(feature, "rank") for feature in ranked}  # noqa: B009 -- annotated

    return shared(score, "rank", load, default=None)


def name_line(score: AlignmentScore, line: Mapping[str, Any]) -> str:
    """Name LINE of the breakdown of SCORE among all lines, for its id."""
    return f"{getattr(score, 'public_id')}:{line['group']}"  # noqa: B009 -- an annotation


def explain_score(score: AlignmentScore) -> str:
    """Say in plain sentences what SCORE means."""
    found = read_breakdown(score)
    lines = [
        Line(
            name=found.name(line),
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
