"""Says in sentences what a brief tells, in the active language; `locale` holds the translations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from products.figures import write_amount, write_number, write_share
from stakeholders.briefs import Ask, AskKind, Brief, Move, Quote, Standing
from stakeholders.models import GroupKind

LISTED: Final = 5  # groups in one list; a brief is one page


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a brief: a HEADING over LINES, then a list of ITEMS, then QUOTES by somebody."""

    heading: str
    lines: Sequence[str] = ()
    items: Sequence[str] = ()
    quotes: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A brief in sentences, in one language."""

    title: str
    lead: str
    sections: tuple[Section, ...]


def write_page(brief: Brief) -> Page:
    """Write BRIEF in sentences of the active language."""
    feature = brief.feature
    return Page(
        title=gettext("%(feature)s: what it means for %(audience)s")
        % {"feature": feature.name, "audience": name_audience(brief)},
        lead=flatten(brief.summary) or str(feature.product),
        sections=tuple(
            each
            for each in (_say_why(brief), _say_who(brief), _say_asks(brief), _say_moves(brief))
            if each.lines or each.items or each.quotes
        ),
    )


def name_audience(brief: Brief) -> str:
    """Name whom BRIEF is for."""
    if brief.audience.group is not None:
        return brief.standings[0].group.name
    return gettext("all teams") if brief.kind == GroupKind.TEAM else gettext("all customers")


def _say_why(brief: Brief) -> Section:
    """Say why it matters to the audience."""
    lines = [flatten(brief.problem)]
    lines += [
        gettext("It serves this objective: %(title)s.") % {"title": each.title}
        for each in brief.objectives
    ]
    lines += [
        gettext("%(team)s has said: %(statement)s")
        % {"team": each.team.name, "statement": flatten(each.statement)}
        for each in brief.commitments
    ]
    if brief.revenue:
        amount = write_amount(brief.revenue, brief.feature.product.currency)
        told = gettext("Customers who want it are worth %(amount)s a year.")
        lines.append(told % {"amount": amount})
    return Section(
        heading=gettext("Why it matters to you"),
        lines=[line for line in lines if line],
        items=[each.title for each in brief.insights],
        quotes=[(flatten(each.text), _name_speaker(each)) for each in brief.quotes],
    )


def _say_who(brief: Brief) -> Section:
    """Say where the audience and all others stand."""
    if brief.score is None or brief.low is None or brief.high is None:
        return Section(
            heading=gettext("Who stands behind it"), lines=[gettext("Nobody has spoken yet.")]
        )
    told = gettext("Its score is %(score)s of 100, most likely %(low)s to %(high)s.")
    lines = [told % {name: _number(getattr(brief, name)) for name in ("score", "low", "high")}]
    if brief.rank is not None:
        lines.append(gettext("It ranks %(rank)s among what can be chosen.") % {"rank": brief.rank})
    if brief.backers:
        lines.append(gettext("Others behind it: %(names)s.") % {"names": _name(brief.backers)})
    if brief.objectors:
        lines.append(gettext("Others against it: %(names)s.") % {"names": _name(brief.objectors)})
    if brief.champions:
        names = "; ".join(brief.champions)
        lines.append(gettext("Those who speak for it: %(names)s.") % {"names": names})
    items = [_say_standing(each) for each in brief.standings[:LISTED]]
    return Section(heading=gettext("Who stands behind it"), lines=lines, items=items)


def _say_standing(standing: Standing) -> str:
    """Say where one group of the audience stands."""
    told = {"group": standing.group.name, "support": write_share(standing.support or 0)}
    if not standing.evidence:
        return gettext("%(group)s: not heard yet") % told
    if standing.heard is None:
        return gettext("%(group)s: %(support)s support") % told
    told |= {"heard": str(standing.heard), "voices": str(standing.voices)}
    return gettext("%(group)s: %(support)s support, heard %(heard)s of %(voices)s") % told


def _say_asks(brief: Brief) -> Section:
    """Say what is asked of the audience."""
    items = [_say_ask(each) for each in brief.asks]
    return Section(heading=gettext("What is asked of you"), items=items)


def _say_ask(ask: Ask) -> str:
    number = ask.number or 0
    if ask.kind == AskKind.SPEAK and ask.number is None:
        return gettext("Say where you stand, whoever of you has not yet.")
    sentence = {
        AskKind.SPEAK: ngettext(
            "Say where you stand: %(number)s of you has not spoken yet.",
            "Say where you stand: %(number)s of you have not spoken yet.",
            number,
        ),
        AskKind.EXPLAIN: gettext("Tell what would have to change for you to come along."),
        AskKind.CONTRIBUTE: gettext("Say what you contribute to the objectives that it serves."),
        AskKind.ACKNOWLEDGE: gettext("Stand by what was written down that you contribute."),
        AskKind.CHAMPION: gettext("Name somebody of you who speaks for it."),
    }[ask.kind]
    return sentence % {"number": number} if ask.kind == AskKind.SPEAK else sentence


def _say_moves(brief: Brief) -> Section:
    """Say what would change if the audience moved."""
    items = [_say_move(each) for each in brief.moves]
    return Section(heading=gettext("What would change if you moved"), items=items)


def _say_move(move: Move) -> str:
    told = {"share": write_share(move.support), "score": _number(move.score)}
    if move.change > 0:
        sentence = gettext("With %(share)s of you behind it, its score would rise to %(score)s")
        place = ngettext("past %(number)s other", "past %(number)s others", move.passed)
    else:
        sentence = gettext("With %(share)s of you behind it, its score would fall to %(score)s")
        place = ngettext("behind %(number)s more", "behind %(number)s more", -move.passed)
    if not move.passed:
        return f"{sentence % told}."
    return f"{sentence % told}, {place % {'number': abs(move.passed)}}."


def _name(standings: Sequence[Standing]) -> str:
    """Name the groups of STANDINGS, and how many more there are."""
    names = ", ".join(each.group.name for each in standings[:LISTED])
    more = len(standings) - LISTED
    if more <= 0:
        return names
    rest = ngettext("%(names)s and %(more)s more", "%(names)s and %(more)s more", more)
    return rest % {"names": names, "more": more}


def _name_speaker(quoted: Quote) -> str:
    told = ", ".join(text for text in (quoted.role, quoted.group) if text)
    return f"{told}, {date_format(quoted.at, 'YEAR_MONTH_FORMAT')}" if quoted.at else told


def flatten(text: str) -> str:
    """Write TEXT on one line."""
    return " ".join(text.split())


def _number(value: float) -> str:
    """Write VALUE as the active language does, without decimals."""
    return write_number(value)
