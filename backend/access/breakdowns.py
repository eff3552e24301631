"""Reads the breakdowns of scores, and the groups in them, for all scores of a page at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import F, Model, QuerySet

from backend.access.batching import is_joined, shared, together
from backend.access.lines import Directory, read_directory, read_lines, read_moment_of
from products.models import Feature
from stakeholders.explaining import Line, Numbers, explain
from stakeholders.models import AlignmentScore, Group
from stakeholders.ranking import with_rank
from stakeholders.remembering import remember_ranks

STANCES: Final = ("strongly_oppose", "oppose", "neutral", "support", "strongly_support")


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
        scores = {each.pk: _find_joined(each) for each in features if is_joined(each, "alignment")}
        missing = set(answering.values()) - scores.keys()
        read = read_alignments().filter(pk__in=missing) if missing else ()
        scores |= {score.pk: score for score in read}
        together(score for score in scores.values() if score is not None)
        return {key: scores.get(whole) for key, whole in answering.items()}

    return shared(feature, "alignment", load, default=None)


def _find_joined(feature: Feature) -> AlignmentScore | None:
    """Give the score that came along with FEATURE, as `read_alignments` would have read it."""
    score: AlignmentScore | None = feature._state.fields_cache["alignment"]  # noqa: SLF001 -- see `is_joined`
    if score is not None:
        vars(score)["public_id"] = feature.public_id
    return score


def read_breakdown(score: AlignmentScore) -> Breakdown:
    """Read the breakdown of SCORE, and of all scores read together with it."""

    def load(scores: Sequence[AlignmentScore]) -> dict[int, Breakdown]:
        directory = read_directory(score)
        return {each.pk: Breakdown(read_lines(each).lines, directory) for each in scores}

    return shared(score, "breakdown", load, default=Breakdown())


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


def name_line(score: Model, line: Mapping[str, Any]) -> str:
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
