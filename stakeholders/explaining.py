"""Says in a sentence or two what an alignment score means, built from its numbers alone.

In the active language; `locale` holds the translations.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext, ngettext

from products.figures import write_number, write_share

NAMED_AT_MOST: Final = 2  # groups named as what holds a score back
MOST_PLACES: Final = 3  # of a percentage, where fewer would not tell two apart
TELLING_LOSS: Final = 0.05  # of -ln(score / 100); below it a group costs the score under 5 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One group's part in a score."""

    name: str
    support: float
    loss: float
    evidence: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What there is to be explained; score, low and high go from 0 to 100."""

    score: float
    low: float
    high: float
    voices: int
    provisional: bool
    backing: int
    objecting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """What would lift a feature above its NEIGHBOUR: GROUP going from the support it has NOW.

    NEEDED is what it has to exceed; GROUP is empty where no single group can. AHEAD tells that the
    score is above the neighbour's already, HEARD that NOW is what somebody of the group has said.
    """

    neighbour: str
    ahead: bool
    group: str | None = None
    now: float = 0
    needed: float = 0
    heard: bool = True


def explain(numbers: Numbers, lines: Sequence[Line]) -> str:
    """Say what NUMBERS mean, and which of the groups in LINES hold the score back."""
    heard = [line for line in lines if line.evidence]
    parts = [_say_score(numbers, len(heard), len(lines)), _say_sides(numbers)]
    parts += _say_losses(heard, [line for line in lines if not line.evidence])
    if numbers.provisional:
        parts.append(gettext("This is provisional: less than half of the say has been heard."))
    return " ".join(parts)


def explain_climb(climb: Climb) -> str:
    """Say whom to win over for the CLIMB of a feature above its neighbour, and how far."""
    if climb.ahead:
        told = gettext(
            "Its score is above that of %(neighbour)s already; it lacks only voices to be as sure."
        )
        return told % {"neighbour": climb.neighbour}
    if climb.group is None:
        told = gettext("No single group can lift it above %(neighbour)s.")
        return told % {"neighbour": climb.neighbour}
    told = gettext(
        "%(group)s would have to move from %(now)s to above %(needed)s support to lift it "
        "above %(neighbour)s."
    )
    if not climb.heard:
        told = gettext(
            "Nobody of %(group)s was heard, for which %(now)s support counts until then; it would "
            "have to come to above %(needed)s to lift it above %(neighbour)s."
        )
    now, needed = _tell_apart(climb.now, climb.needed)
    return told % {
        "group": climb.group,
        "now": now,
        "needed": needed,
        "neighbour": climb.neighbour,
    }


def _say_score(numbers: Numbers, heard: int, groups: int) -> str:
    voices = ngettext("%(number)s voice", "%(number)s voices", numbers.voices)
    across = ngettext("%(number)s group", "%(number)s groups", groups)
    told = gettext(
        "%(score)s of 100, most likely %(low)s to %(high)s: across %(groups)s, each with an equal "
        "say in its kind, of which %(heard)s spoke with %(voices)s, typically %(share)s stand "
        "behind it."
    )
    return told % {
        "score": write_number(numbers.score),
        "share": write_share(numbers.score / 100),
        "low": write_number(numbers.low),
        "high": write_number(numbers.high),
        "groups": across % {"number": write_number(groups)},
        "heard": write_number(heard),
        "voices": voices % {"number": write_number(numbers.voices)},
    }


def _say_sides(numbers: Numbers) -> str:
    if not numbers.backing and not numbers.objecting:
        return gettext("No group clearly backs or opposes it.")
    backing = ngettext(
        "%(number)s group clearly backs it", "%(number)s groups clearly back it", numbers.backing
    )
    objecting = ngettext("%(number)s objects", "%(number)s object", numbers.objecting)
    return gettext("%(backing)s and %(objecting)s.") % {
        "backing": backing % {"number": write_number(numbers.backing)},
        "objecting": objecting % {"number": write_number(numbers.objecting)},
    }


def _say_losses(heard: Sequence[Line], silent: Sequence[Line]) -> Iterator[str]:
    """Say with whom most is lost, and how many were SILENT; to name all would tell nothing."""
    costly = sorted(heard, key=lambda line: (-line.loss, line.name))
    named = costly[: min(NAMED_AT_MOST, len(heard) + len(silent) - 1)]
    rest = max((line.loss for line in costly[len(named) :]), default=0.0)
    told = [line for line in named if line.loss >= TELLING_LOSS and line.loss > rest]
    unheard = sum(line.loss for line in silent)
    number = {"number": write_number(len(silent))}
    if unheard >= TELLING_LOSS and unheard > sum(line.loss for line in told):
        silence = ngettext(
            "Most is lost with the %(number)s group that has not been heard.",
            "Most is lost with the %(number)s groups that have not been heard.",
            len(silent),
        )
        yield silence % number
        return
    if told:
        yield gettext("Most is lost with %(names)s.") % {"names": _name(told)}
    if silent:
        silence = ngettext(
            "%(number)s group has not been heard.",
            "%(number)s groups have not been heard.",
            len(silent),
        )
        yield silence % number


def _name(told: Sequence[Line]) -> str:
    """Name the groups of the one or two lines TOLD, with their support."""
    named = [
        gettext("%(name)s (%(support)s support)")
        % {"name": line.name, "support": write_share(line.support)}
        for line in told
    ]
    if len(named) == 1:
        return named[0]
    return gettext("%(first)s and %(second)s") % dict(zip(("first", "second"), named, strict=True))


def _tell_apart(first: float, second: float) -> tuple[str, str]:
    """Write two shares with as few places as tell them apart."""
    written = [
        (write_share(first, places), write_share(second, places))
        for places in range(MOST_PLACES + 1)
    ]
    return next((both for both in written if both[0] != both[1]), written[-1])
