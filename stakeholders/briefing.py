"""Builds briefs: what one audience has to know of a feature, and what is asked of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from products.models import Feature, Insight, InsightKind, Objective
from stakeholders.brief_rows import Rows, read_rows
from stakeholders.briefs import Ask, AskKind, Audience, Brief, Move, Quote, Rights, Standing
from stakeholders.hushing import Hush, read_hush
from stakeholders.models import Commitment, Group, GroupKind
from stakeholders.persuading import suppose

NEARLY_ALL: Final = 0.9  # the support of a group that has come round; none reaches 1
HARDLY_ANY: Final = 0.1
INSIGHTS: Final = 3  # the latest
OF_THE_HOUSE: Final = (InsightKind.INTERNAL, InsightKind.COMPETITIVE_ANALYSIS)
QUOTES: Final = 4  # those of the audience before others
NAMED: Final = 5  # of those who speak for it, by their roles


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was written, said and pledged for a feature."""

    summary: str
    problem: str
    objectives: tuple[Objective, ...]
    commitments: tuple[Commitment, ...]
    insights: tuple[Insight, ...]
    quotes: tuple[Quote, ...]
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
    is_outside = any(
        group.kind == GroupKind.SEGMENT and audience.includes(group)
        for group in rows.groups.values()
    )
    hush = read_hush(rows.list_texts()) if is_outside else Hush()
    briefs = {pk: _build(pk, audience, rights[pk], rows, hush) for pk in rows.features}
    return {pk: brief for pk, brief in briefs.items() if brief is not None}


def _build(pk: int, audience: Audience, rights: Rights, rows: Rows, hush: Hush) -> Brief | None:
    """Build a brief of the feature PK out of ROWS; None where its AUDIENCE has no say in it.

    It tells what HUSH allows.
    """
    feature, score = rows.features[pk], rows.scores.get(pk)
    lines = {line["group"]: line for line in score.breakdown} if score else {}
    everyone = [
        _stand(group, voices, lines.get(group.pk), rights)
        for group, voices in rows.list_groups(feature.product_id)
    ]
    mine = sorted((each for each in everyone if audience.includes(each.group)), key=_by_loss)
    if not mine:
        return None
    kind = GroupKind(mine[0].group.kind)
    others = [each for each in everyone if each not in mine and _may_know(kind, each.group)]
    told = _gather(pk, rows, kind, hush)
    own = {each.group.pk for each in mine}
    speaking = own & {group for group, _ in rows.champions.get(pk, ())}
    shows_money = rights.money and kind == GroupKind.TEAM
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


def _gather(pk: int, rows: Rows, kind: GroupKind, hush: Hush) -> Told:
    """Gather out of ROWS what was said and pledged for the feature PK, for groups of KIND.

    Customers are told nothing of what the house knows of itself and of its competitors, nothing of
    who in it speaks for the feature, and no text in which HUSH finds a name.
    """
    feature, objectives = rows.features[pk], rows.objectives.get(pk, ())
    pledged = [each for key in objectives for each in rows.commitments.get(key.pk, ())]
    known = rows.insights.get(pk, ())
    if kind == GroupKind.SEGMENT:
        known = [each for each in known if each.kind not in OF_THE_HOUSE]
    known = [each for each in known if hush.allows(each.title, each.body)]
    quotes = [each for each in rows.quotes.get(pk, ()) if hush.allows(each.text)]
    speakers = [
        role
        for group, role in rows.champions.get(pk, ())
        if kind == GroupKind.TEAM or (group in rows.groups and _may_know(kind, rows.groups[group]))
    ]
    return Told(
        summary=feature.summary if hush.allows(feature.summary) else "",
        problem=feature.problem if hush.allows(feature.problem) else "",
        objectives=tuple(each for each in objectives if hush.allows(each.title)),
        commitments=tuple(pledged),
        insights=tuple(known[:INSIGHTS]),
        quotes=tuple(quotes[:QUOTES]),
        champions=tuple(speakers[:NAMED]),
    )


def _may_know(kind: GroupKind, other: Group) -> bool:
    """Tell whether groups of KIND are told of the OTHER group: customers know none of the teams."""
    return kind == GroupKind.TEAM or other.kind == GroupKind.SEGMENT


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
