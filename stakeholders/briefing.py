"""Builds briefs: what one audience has to know of a feature, and what is asked of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from products.models import Feature, Insight, InsightKind, Objective
from stakeholders.brief_rows import Rows, read_rows
from stakeholders.briefs import Ask, AskKind, Audience, Brief, Move, Quoted, Rights, Standing
from stakeholders.models import Commitment, Group, GroupKind
from stakeholders.persuading import suppose

NEARLY_ALL: Final = 0.9  # the support of a group that has come round; none reaches 1
HARDLY_ANY: Final = 0.1
INSIGHTS: Final = 3  # the latest
OF_THE_HOUSE: Final = (InsightKind.INTERNAL, InsightKind.COMPETITIVE_ANALYSIS)
NAMED: Final = 5  # of those who speak for it, by their roles


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was said and pledged for a feature."""

    objectives: tuple[Objective, ...]
    commitments: tuple[Commitment, ...]
    insights: tuple[Insight, ...]
    quotes: tuple[Quoted, ...]
    champions: tuple[str, ...]


def build_briefs(
    features: Collection[int], audience: Audience, rights: Mapping[int, Rights]
) -> dict[int, Brief]:
    """Build a brief for AUDIENCE of each of FEATURES in which it has a say.

    RIGHTS tell for each feature what whoever asks may know. The queries are as many for any number
    of features.
    """
    quotable = {pk for pk in features if rights[pk].people}
    rows = read_rows(features, audience.includes, quotable)
    briefs = {pk: _build(pk, audience, rights[pk], rows) for pk in rows.features}
    return {pk: brief for pk, brief in briefs.items() if brief is not None}


def _build(pk: int, audience: Audience, rights: Rights, rows: Rows) -> Brief | None:
    """Build a brief of the feature PK out of ROWS; None where its AUDIENCE has no say in it."""
    feature, score = rows.features[pk], rows.scores.get(pk)
    lines = {line["group"]: line for line in score.breakdown} if score else {}
    everyone = [
        _stand(group, voices, lines.get(group.pk), rights)
        for group, voices in rows.list_groups(feature.product_id)
    ]
    mine = sorted((each for each in everyone if audience.includes(each.group)), key=_by_loss)
    if not mine:
        return None
    others = [each for each in everyone if each not in mine]
    told = _gather(pk, rows, GroupKind(mine[0].group.kind))
    own = {each.group.pk for each in mine}
    speaking = own & {group for group, _ in rows.champions.get(pk, ())}
    shows_money = rights.money and mine[0].group.kind == GroupKind.TEAM
    return Brief(
        feature=feature,
        audience=audience,
        standings=tuple(mine),
        score=score.score if score else None,
        low=score.low if score else None,
        high=score.high if score else None,
        rank=vars(feature)["rank"],
        backers=tuple(sorted((each for each in others if each.backing), key=_by_support)),
        objectors=tuple(each for each in others if each.objecting),
        revenue=score.revenue if score and shows_money else None,
        moves=tuple(_suppose(feature, lines, own, rows)),
        asks=tuple(_ask(mine, rights, told, spoken_for=bool(speaking))),
        **vars(told),
    )


def _gather(pk: int, rows: Rows, kind: GroupKind) -> Told:
    """Gather out of ROWS what was said and pledged for the feature PK, for groups of KIND.

    Customers are told nothing of what the house knows of itself and of its competitors.
    """
    objectives = rows.objectives.get(pk, ())
    pledged = [each for key in objectives for each in rows.commitments.get(key.pk, ())]
    known = rows.insights.get(pk, ())
    if kind == GroupKind.SEGMENT:
        known = [each for each in known if each.kind not in OF_THE_HOUSE]
    return Told(
        objectives=tuple(objectives),
        commitments=tuple(pledged),
        insights=tuple(known[:INSIGHTS]),
        quotes=tuple(rows.quotes.get(pk, ())),
        champions=tuple(role for _, role in rows.champions.get(pk, ())[:NAMED]),
    )


def _stand(group: Group, voices: int, line: Mapping[str, Any] | None, rights: Rights) -> Standing:
    """Tell where GROUP stands by its LINE of a breakdown, as far as RIGHTS go."""
    told: Mapping[str, Any] = line or {}
    count = told.get("voices", voices)
    return Standing(
        group=group,
        voices=count,
        heard=None if count < rights.least else told.get("heard", 0),
        support=told.get("support"),
        weight=told.get("weight"),
        loss=told.get("loss"),
        evidence=told.get("evidence", False),
        backing=told.get("backing", False),
        objecting=told.get("objecting", False),
    )


def _suppose(
    feature: Feature, lines: Mapping[int, Mapping[str, Any]], own: Collection[int], rows: Rows
) -> Iterator[Move]:
    """Yield what would change if the groups OWN came round, and if they turned away."""
    mine = [key for key in own if key in lines]
    score = rows.scores.get(feature.pk)
    if not mine or score is None or score.score is None:
        return
    others = rows.list_rivals(feature)
    mean = sum(lines[key]["support"] for key in mine) / len(mine)
    for support in (NEARLY_ALL, HARDLY_ANY):
        if (support - mean) * (support - 1 / 2) <= 0:
            continue  # that is where they stand already, or beyond
        moved = [
            {**line, "support": support} if key in mine else line for key, line in lines.items()
        ]
        then = suppose(moved, mine[0], support)
        if then is None:
            continue
        above = [sum(other > each for other in others) for each in (score.score, then)]
        yield Move(
            support=support, score=then, change=then - score.score, passed=above[0] - above[1]
        )


def _ask(
    mine: Sequence[Standing], rights: Rights, told: Told, *, spoken_for: bool
) -> Iterator[Ask]:
    """Yield what to ask of the groups of MINE, by what is TOLD of the feature and of them.

    SPOKEN_FOR tells whether somebody of them speaks for it.
    """
    silent = sum(each.voices - (each.heard or 0) for each in mine if each.heard is not None)
    is_hidden = any(each.heard is None for each in mine)
    if silent or is_hidden:
        number = None if is_hidden or silent < rights.least else silent
        yield Ask(kind=AskKind.SPEAK, number=number)
    if against := sum(each.objecting for each in mine):
        yield Ask(kind=AskKind.EXPLAIN, number=against)
    teams = [each for each in mine if each.group.kind == GroupKind.TEAM and not each.objecting]
    missing = len(teams) * len(told.objectives) - len(told.commitments)
    if teams and missing > 0:
        yield Ask(kind=AskKind.CONTRIBUTE, number=missing)
    if unsettled := sum(each.acknowledged_at is None for each in told.commitments):
        yield Ask(kind=AskKind.ACKNOWLEDGE, number=unsettled)
    if rights.people and not spoken_for and any(each.backing for each in mine):
        yield Ask(kind=AskKind.CHAMPION, number=1)


def _by_loss(standing: Standing) -> tuple[float, int]:
    return -(standing.loss or 0), standing.group.pk


def _by_support(standing: Standing) -> tuple[float, int]:
    return -(standing.support or 0), standing.group.pk
