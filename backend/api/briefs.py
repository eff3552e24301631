"""Briefs: what one audience has to know of a feature, as GraphQL fields."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Final, cast

import strawberry

from backend.access.answering import get_caller, withhold
from backend.access.batching import shared, together
from backend.access.breakdowns import find_answering
from backend.access.errors import RefusedError
from backend.access.ids import read_id_of
from backend.access.scopes import Scope
from backend.access.sight import may
from backend.access.smallness import find_smallest, hides_counts
from backend.api import advocacy, enums, types
from backend.api.fields import computed, identify
from products.models import Feature
from stakeholders import briefs
from stakeholders.brief_pages import write_html, write_markdown
from stakeholders.brief_words import name_audience
from stakeholders.briefing import build_briefs
from stakeholders.briefs import Brief as Built
from stakeholders.briefs import Rights

MEANINGS: Final = {
    "SPEAK": "Say where they stand, who have said nothing yet.",
    "EXPLAIN": "Tell what would have to change for them to come along.",
    "CONTRIBUTE": "Say what they contribute to the objectives that it serves.",
    "ACKNOWLEDGE": "Stand by what was written down that they contribute.",
    "CHAMPION": "Name somebody who speaks for it.",
}
strawberry.enum(briefs.AskKind, name="BriefAskKind", description="What is asked of an audience.")
for _value in getattr(briefs.AskKind, "__strawberry_definition__").values:  # noqa: B009 -- set above
    _value.description = MEANINGS[_value.name]


@strawberry.input(description="Whom a brief is for: one group, or all of a kind; give one of both.")
class BriefAudience:
    """The readers of a brief."""

    group: strawberry.ID | None = strawberry.field(default=None, description="The id of a group.")
    kind: enums.GroupKind | None = strawberry.field(
        default=None, description="All teams, or all customer segments, that have a say."
    )


Readers = Annotated[BriefAudience, strawberry.argument(description="Whom it is for.")]


@strawberry.type(description="Where one group stands.")
class BriefStanding:
    """A line of a brief."""

    id: strawberry.ID = strawberry.field(description="Names this line, for caches.")
    group: types.Group = strawberry.field(description="Whose standing it is.")
    voices: int = strawberry.field(description="How many voices it has.")
    heard: int | None = strawberry.field(
        description=f"How many of them were heard; {types.KEPT_BACK}."
    )
    support: float | None = strawberry.field(
        description="How far it stands behind the feature, 0..1; null while nobody has spoken."
    )
    backing: bool = strawberry.field(description="Whether it clearly stands behind the feature.")
    objecting: bool = strawberry.field(description="Whether it clearly stands against it.")


@strawberry.type(description="What somebody said for a feature, without a name.")
class BriefQuote:
    """A quote."""

    id: strawberry.ID = strawberry.field(description="Names this quote, for caches.")
    text: str = strawberry.field(description="What was said, word for word.")
    role: str = strawberry.field(description="What whoever said it does; empty when unknown.")
    group: str = strawberry.field(description="The name of the group they belong to.")


@strawberry.type(description="What is asked of an audience.")
class BriefAsk:
    """One thing to ask."""

    id: strawberry.ID = strawberry.field(description="Names this ask, for caches.")
    kind: briefs.AskKind = strawberry.field(description="What is asked.")
    number: int | None = strawberry.field(
        description="How many voices, groups or objectives it concerns; null where they are too "
        "few to be told apart, without read:people."
    )


@strawberry.type(description="What would change if the audience stood otherwise.")
class BriefMove:
    """One supposition."""

    id: strawberry.ID = strawberry.field(description="Names this supposition, for caches.")
    support: float = strawberry.field(description="The support supposed of the audience, 0..1.")
    score: float = strawberry.field(description="What the score would be, 0..100.")
    change: float = strawberry.field(description="How many points more than now; below 0 less.")
    passed: int = strawberry.field(
        description="How many open features it would overtake by score; below 0 fall behind."
    )


@strawberry.type(
    description="What an audience has to know of a feature, on one page. It holds nothing that "
    "whoever asks may not read, so its texts may be handed to the audience; quotes can name people."
)
class Brief:
    """A brief."""

    found: strawberry.Private[Built]
    id: strawberry.ID = strawberry.field(description="Names this brief, for caches.")
    feature: types.Feature = strawberry.field(description="What it is about.")
    score: float | None = strawberry.field(description="Its score; null while unheard.")
    low: float | None = strawberry.field(description="Lower end of its interval.")
    high: float | None = strawberry.field(description="Upper end of its interval.")
    rank: int | None = strawberry.field(description="Its place among what can be chosen.")
    standings: list[BriefStanding] = strawberry.field(
        description="Where the groups of the audience stand, the costliest to the score first."
    )
    backers: list[types.Group] = strawberry.field(
        description="Who else clearly stands behind it, with most support first; for customers no "
        "team."
    )
    objectors: list[types.Group] = strawberry.field(
        description="Who else clearly objects; for customers no team."
    )
    objectives: list[types.Objective] = strawberry.field(
        description="The objectives it serves; for customers none that names a person or a team."
    )
    commitments: list[advocacy.Commitment] = strawberry.field(
        description="What teams of the audience contribute to these."
    )
    insights: list[types.Insight] = strawberry.field(
        description="The latest insights that bear on it, up to three; for customers none that is "
        "internal, of competitors, or names a person or a team."
    )
    quotes: list[BriefQuote] = strawberry.field(
        description="What people said for it, those of the audience first, up to four; for "
        "customers what customers said that names nobody and no team. None without read:people."
    )
    champions: list[str] = strawberry.field(
        description="The roles of those who speak for it; for customers of customers alone. None "
        "without read:people."
    )
    moves: list[BriefMove] = strawberry.field(
        description="What would change if the audience came round, or turned away."
    )
    asks: list[BriefAsk] = strawberry.field(description="What is asked of the audience.")

    @computed("The name of the group, or of the kind of groups, in the language of the request.")
    def audience(self) -> str:
        """Name whom it is for."""
        return name_audience(self.found)

    @computed(
        "For teams, the annual value of the accounts that want it. Null for customers, and without "
        "read:commercial."
    )
    def revenue(self) -> Decimal | None:
        """Give what it would be worth."""
        if not may(get_caller(), Scope.READ_COMMERCIAL, self.found.feature):
            withhold("Brief.revenue", Scope.READ_COMMERCIAL)
        return self.found.revenue

    @computed("All of it in sentences, as Markdown, in the language of the request.")
    def markdown(self) -> str:
        """Write it."""
        return write_markdown(self.found)

    @computed(
        "All of it in sentences, as one element of HTML without style or script, in the language "
        "of the request."
    )
    def html(self) -> str:
        """Write it."""
        return write_html(self.found)


@strawberry.type(description="Fields of a feature.")
class FeatureBriefs:
    """What to tell whom."""

    @computed(
        "What one audience has to know of it, and what is asked of it: a page to hand out. Null "
        "where the audience has no say."
    )
    def brief(self, root: strawberry.Parent[Any], audience: Readers) -> Brief | None:
        """Build it for all features read together.

        :raises RefusedError: when it is for nobody, or for both.
        """
        readers = _read_audience(audience)

        def load(features: Sequence[Feature]) -> dict[int, Brief]:
            answering = find_answering(features)
            rights = {answering[each.pk]: find_rights(each) for each in features}
            found = build_briefs(rights, readers, rights)
            _keep_together(list(found.values()))
            shown = {pk: _show(brief) for pk, brief in found.items()}
            return {pk: shown[whole] for pk, whole in answering.items() if whole in shown}

        return shared(root, ("brief", readers), load, default=None)


def find_rights(feature: Feature) -> Rights:
    """Find what whoever asks may know in the product of FEATURE."""
    caller = get_caller()
    return Rights(
        people=may(caller, Scope.READ_PEOPLE, feature),
        money=may(caller, Scope.READ_COMMERCIAL, feature),
        least=find_smallest() if hides_counts(feature) else 0,
    )


def _read_audience(given: BriefAudience) -> briefs.Audience:
    """Read whom GIVEN names.

    :raises RefusedError: when that is nobody, both a group and a kind, or no group's id.
    """
    if (given.group is None) == (given.kind is None):
        raise RefusedError("Give either a group or a kind.", path=["audience"])
    if given.group is None:
        return briefs.Audience(kind=given.kind)
    return briefs.Audience(group=read_id_of(given.group, "Group"))


def _keep_together(found: Sequence[Built]) -> None:
    """Keep the rows that the briefs FOUND name together, each kind by itself."""
    together(brief.feature for brief in found)
    standings = [s for brief in found for s in (*brief.standings, *brief.backers, *brief.objectors)]
    together({s.group.pk: s.group for s in standings}.values())
    together({o.pk: o for brief in found for o in brief.objectives}.values())
    together({c.pk: c for brief in found for c in brief.commitments}.values())
    together({i.pk: i for brief in found for i in brief.insights}.values())


def _show(brief: Built) -> Brief:
    """Show BRIEF."""
    name = f"{brief.feature.public_id}:{brief.audience.group or brief.audience.kind}"
    return Brief(
        found=brief,
        id=identify("Brief", name),
        feature=cast("types.Feature", brief.feature),
        score=brief.score,
        low=brief.low,
        high=brief.high,
        rank=brief.rank,
        standings=[_show_standing(each, name) for each in brief.standings],
        backers=cast("list[types.Group]", [each.group for each in brief.backers]),
        objectors=cast("list[types.Group]", [each.group for each in brief.objectors]),
        objectives=cast("list[types.Objective]", list(brief.objectives)),
        commitments=cast("list[advocacy.Commitment]", list(brief.commitments)),
        insights=cast("list[types.Insight]", list(brief.insights)),
        quotes=_show_quotes(brief.quotes, name),
        champions=list(brief.champions),
        moves=_show_moves(brief.moves, name),
        asks=_show_asks(brief.asks, name),
    )


def _show_quotes(quotes: Sequence[briefs.Quote], name: str) -> list[BriefQuote]:
    """Show QUOTES in the brief with this NAME."""
    return [
        BriefQuote(
            id=identify("BriefQuote", name, number),
            text=each.text,
            role=each.role,
            group=each.group,
        )
        for number, each in enumerate(quotes)
    ]


def _show_moves(moves: Sequence[briefs.Move], name: str) -> list[BriefMove]:
    """Show MOVES in the brief with this NAME."""
    return [
        BriefMove(
            id=identify("BriefMove", name, each.support),
            support=each.support,
            score=each.score,
            change=each.change,
            passed=each.passed,
        )
        for each in moves
    ]


def _show_asks(asks: Sequence[briefs.Ask], name: str) -> list[BriefAsk]:
    """Show ASKS in the brief with this NAME."""
    return [
        BriefAsk(id=identify("BriefAsk", name, each.kind), kind=each.kind, number=each.number)
        for each in asks
    ]


def _show_standing(standing: briefs.Standing, name: str) -> BriefStanding:
    """Show STANDING in the brief with this NAME."""
    return BriefStanding(
        id=identify("BriefStanding", name, standing.group.public_id),
        group=cast("types.Group", standing.group),
        voices=standing.voices,
        heard=standing.heard,
        support=standing.support,
        backing=standing.backing,
        objecting=standing.objecting,
    )
