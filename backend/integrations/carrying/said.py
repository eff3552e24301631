"""What lines say about people and features, beside what stands there already."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from django.utils.translation import gettext as _

from backend.integrations.carrying.faults import Code
from backend.integrations.carrying.nouns import Seen
from backend.integrations.carrying.tables import Line
from products.chunks import split
from stakeholders.judging import UTTERANCE
from stakeholders.models import Preference
from stakeholders.statements import Statement

Pair: TypeAlias = tuple[int, int]  # stakeholder and feature, as primary keys

SOURCE: Final = "file"  # what is new and names no source came through one
STATED: Final = "stated_at"
NEWS: Final = tuple(name for name in UTTERANCE if name != "source")  # whatever the source is


@dataclass(slots=True)
class Said:
    """What LINE says about PAIR, and what STANDS."""

    line: Line
    pair: Pair
    stands: Mapping[str, Any]
    told: dict[str, Any] = field(default_factory=dict)

    def settle(self) -> Statement:
        """Give what is stated: what the line leaves out stays as it stands.

        Without a date it is stated now, unless it says what stands already.
        """
        given: dict[str, Any] = {
            name: self.line.values[name] for name in UTTERANCE if name in self.line.values
        }
        self.told = {**(self.stands or {"source": SOURCE}), **given}
        if STATED not in given:
            moved = any(self.stands.get(name) != self.told.get(name) for name in NEWS)
            self.told[STATED] = None if moved or not self.stands else self.stands[STATED]
        stakeholder, feature = self.pair
        return Statement(stakeholder=stakeholder, feature=feature, **self.told)

    @property
    def moves(self) -> list[str]:
        """Name what it says otherwise than what stands."""
        return [name for name in NEWS if self.told.get(name) != self.stands.get(name)]


def take(lines: Sequence[Line], seen: Seen) -> list[Said]:
    """Take those of LINES that can be stated; a second one about a pair is refused."""
    taken: list[tuple[Line, Pair]] = []
    for line in [each for each in lines if not each.problems]:
        pair = (line.values["stakeholder"], line.values["feature"])
        if pair in seen:
            told = _("Row %(row)d is about this already.") % {"row": seen[pair]}
            line.problems.append(("feature", Code.CONFLICT, told))
        else:
            seen[pair] = line.number
            taken.append((line, pair))
    stands = _read_standing([pair for _line, pair in taken])
    return [Said(line, pair, stands.get(pair, {})) for line, pair in taken]


def _read_standing(pairs: Sequence[Pair]) -> dict[Pair, dict[str, Any]]:
    """Read what stands of PAIRS; what others said about as many features is not read."""
    people: defaultdict[int, list[int]] = defaultdict(list)
    for stakeholder, feature in pairs:
        people[feature].append(stakeholder)
    found: dict[Pair, dict[str, Any]] = {}
    for feature, keys in people.items():
        for chunk in split(keys):
            rows = Preference.objects.filter(feature=feature, stakeholder__in=chunk)
            for key, *values in rows.values_list("stakeholder", *UTTERANCE):
                found[key, feature] = dict(zip(UTTERANCE, values, strict=True))
    return found
