"""The noun of what people stated: written by the door for preferences, however many there are."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from backend.access.curating import show
from backend.integrations.carrying.columns import show_value
from backend.integrations.carrying.faults import Code
from backend.integrations.carrying.nouns import Noun, Seen, Terms
from backend.integrations.carrying.people_named import BY_PERSON, find_people
from backend.integrations.carrying.references import resolve
from backend.integrations.carrying.said import STATED, Said, take
from backend.integrations.carrying.tables import Line, Table
from backend.integrations.carrying.told import Change, Outcome, Told
from products.chunks import split
from products.models import Feature, Product
from stakeholders.locking import lock_features
from stakeholders.preferences import state
from stakeholders.statements import Outcome as Heard
from stakeholders.statements import Statement

NEEDED: Final = ("product", "feature", "stance")


@dataclass(frozen=True, kw_only=True)
class PreferenceNoun(Noun):
    """What people stated: each line says what one person holds of one feature."""

    def begin(self, table: Table, terms: Terms) -> None:
        """Lock the features of all products in TABLE at once, in their order, as all writers do."""
        lines = table.read(empties=False)
        keys = {line.values["product"] for line in lines if line.values.get("product")}
        products = show(Product.objects.filter(key__in=keys), terms.caller)
        lock_features(Feature.objects.filter(product__in=products).values_list("pk", flat=True))

    def carry(self, lines: Sequence[Line], terms: Terms, seen: Seen) -> list[Told]:
        """State what LINES say, all those that are not refused."""
        labels = {line.number: _label(line) for line in lines}
        resolve(lines, self.columns, terms.caller)
        self.check_names(lines)
        _check_filled(lines)
        find_people(lines, terms.caller)
        find_features(lines)
        said = take(lines, seen)
        statements = [each.settle() for each in said]
        done = _state(said, statements, terms)
        changes = {each.line.number: each for each in said}
        return [
            Told(
                line.number,
                done.get(line.number, Outcome.REFUSED),
                labels[line.number],
                tuple(self._tell(changes[line.number]))
                if done.get(line.number) in {Outcome.CHANGED, Outcome.CREATED}
                else (),
                tuple(line.problems),
            )
            for line in lines
        ]

    def _tell(self, said: Said) -> Iterator[Change]:
        """Yield what SAID changes, old and new."""
        kinds = {column.name: column.kind for column in self.columns}
        for name in said.moves:
            old, new = (
                show_value(kinds[name].spell(value)) if value is not None else ""
                for value in (said.stands.get(name), said.told.get(name))
            )
            yield name, old, new or (_("now") if name == STATED else "")


def _label(line: Line) -> str:
    """Say what LINE is about."""
    person = next((line.values[name] for name in reversed(BY_PERSON) if name in line.values), "")
    return f"{person} · {line.values.get('feature', '')}"


def _check_filled(lines: Sequence[Line]) -> None:
    """Note which of LINES leave out what has to be said."""
    for line in lines:
        wrong = {column for column, _code, _message in line.problems}
        for name in NEEDED:
            if name not in line.values and name not in wrong:
                line.problems.append((name, Code.REQUIRED, _("This is empty.")))


def find_features(lines: Sequence[Line]) -> None:
    """Put the keys of features into LINES, which name them within their products."""
    wanted: defaultdict[int, set[str]] = defaultdict(set)
    for line in _list_good(lines):
        wanted[line.values["product"]].add(line.values["feature"])
    known: dict[tuple[int, str], int] = {}
    for product, keys in wanted.items():
        for chunk in split(keys):
            found = Feature.objects.filter(product=product, key__in=chunk)
            known |= {(product, key): pk for key, pk in found.values_list("key", "pk")}
    for line in _list_good(lines):
        key = known.get((line.values["product"], line.values["feature"]))
        if key is None:
            told = _("This product has no such feature.")
            line.problems.append(("feature", Code.UNKNOWN, told))
        else:
            line.values["feature"] = key


def _list_good(lines: Sequence[Line]) -> list[Line]:
    """List those of LINES of which nothing is wrong."""
    return [line for line in lines if not line.problems]


def _state(
    said: Sequence[Said], statements: Sequence[Statement], terms: Terms
) -> dict[int, Outcome]:
    """State under TERMS those of STATEMENTS, which were SAID, that say anything new.

    Note why some were refused, and give by line what became of each. What says no more than what
    stands is not stated: somebody who has no voice for a while may not even repeat it.
    """
    done = {each.line.number: Outcome.UNCHANGED for each in said if not each.moves}
    news = [(one, what) for one, what in zip(said, statements, strict=True) if one.moves]
    if not news:
        return done
    report = state([what for _one, what in news], actor=terms.actor, keep_good=True)
    for refusal in report.refusals:
        line = news[refusal.row][0].line
        line.problems.append((refusal.field, refusal.code, refusal.message))
    for (one, _what), outcome in zip(news, report.outcomes, strict=True):
        done[one.line.number] = Outcome(outcome)
        if outcome is Heard.UNCHANGED:
            told = _("What stands, or was withdrawn, is newer: give a later date.")
            one.line.problems.append((STATED, Code.OVERTAKEN, told))
    return done
