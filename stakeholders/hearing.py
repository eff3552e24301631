"""Hears statements: compares each with what stands, writes what is new, tells how cells move."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from products.models import Feature
from stakeholders.counting import Spoken, Sums, count, subtract
from stakeholders.models import EventKind, Group, Preference, PreferenceEvent
from stakeholders.scoring import Occasion
from stakeholders.standing import Pair, load_preferences, load_withdrawals
from stakeholders.statements import Outcome, Refusal, Report, Statement, find_faults
from stakeholders.voices import Person, load_people, load_references

# What makes a statement of the same date another one; its source alone does not.
CONTENT: Final = (
    "stance",
    "importance",
    "willingness_to_pay",
    "reason",
    "entered_by",
    "heard_at",
)
UTTERANCE: Final = (*CONTENT, "source", "stated_at")


@dataclass(slots=True)
class Sitting:
    """What is known while one chunk is heard: people, what stood before and what stands now."""

    people: Mapping[int, Person]
    before: Mapping[Pair, Preference]
    withdrawn: Mapping[Pair, datetime]
    now: dict[Pair, Preference]
    events: list[PreferenceEvent] = field(default_factory=list)

    def find_shifts(self) -> Sums:
        """Tell how the cells move from what stood before to what stands now."""
        spoken = [[_count_part(p) for p in rows.values()] for rows in (self.now, self.before)]
        counted = {row.stakeholder for rows in spoken for row in rows}
        references = load_references(self.people[key] for key in counted)
        now, before = (count(rows, self.people, references) for rows in spoken)
        return subtract(now, before)


@dataclass(slots=True)
class Hearing:
    """Hears chunk after chunk within one transaction; FEATURES are locked and all that may move."""

    occasion: Occasion
    features: Mapping[int, Feature]
    report: Report = field(default_factory=Report)
    says: dict[int, frozenset[int]] = field(default_factory=dict)

    def hear(self, statements: Sequence[Statement]) -> Sums:
        """Write what is new among STATEMENTS, report on each, and tell how cells move."""
        sitting = self._sit([(s.stakeholder, s.feature) for s in statements])
        dated = [(s.stakeholder, s.feature) for s in statements if s.stated_at is not None]
        sitting.withdrawn = load_withdrawals([pair for pair in dated if pair not in sitting.now])
        for statement in statements:
            self.report.outcomes.append(self._hear(statement, sitting))
        _write(sitting)
        return sitting.find_shifts()

    def withdraw(self, pairs: Sequence[Pair]) -> Sums:
        """Delete the preferences of PAIRS, report on each, and tell how cells move."""
        sitting = self._sit(pairs)
        for pair in pairs:
            standing = sitting.now.pop(pair, None)
            if standing is not None:
                event = self._log(EventKind.WITHDRAWN, standing, sitting)
                event.source = self.occasion.source
                # A clock that is ahead cannot bring back what it stated before.
                event.stated_at = max(self.occasion.at, standing.stated_at)
            outcome = Outcome.UNCHANGED if standing is None else Outcome.WITHDRAWN
            self.report.outcomes.append(outcome)
        _write(sitting)
        return sitting.find_shifts()

    def _sit(self, pairs: Sequence[Pair]) -> Sitting:
        """Read all that bears on PAIRS: people, and what all seats of their voices have stated."""
        people = load_people({stakeholder for stakeholder, _ in pairs})
        before = load_preferences(pairs, people)
        return Sitting(people, before, {}, dict(before))

    def _hear(self, statement: Statement, sitting: Sitting) -> Outcome:
        """Take STATEMENT into SITTING, or refuse it; tell what became of it."""
        row = len(self.report.outcomes)
        refusals = [
            Refusal(row, name, code, message)
            for name, code, message in self._find_refusals(statement, sitting.people)
        ]
        if refusals:
            self.report.refusals += refusals
            return Outcome.REFUSED
        pair = (statement.stakeholder, statement.feature)
        standing = sitting.now.get(pair)
        if not _is_news(statement, standing, sitting.withdrawn.get(pair)):
            return Outcome.UNCHANGED
        draft = self._draft(statement)
        sitting.now[pair] = draft
        self._log(EventKind.STATED, draft, sitting)
        return Outcome.CREATED if standing is None else Outcome.CHANGED

    def _find_refusals(
        self, statement: Statement, people: Mapping[int, Person]
    ) -> Iterator[tuple[str, str, str]]:
        """Yield field, code and message for each reason why STATEMENT cannot be heard."""
        for name, message in find_faults(statement, self.occasion.at):
            yield name, "INVALID", message
        person = people.get(statement.stakeholder)
        feature = self.features.get(statement.feature)
        if person is None:
            yield "stakeholder", "UNKNOWN", "There is no such stakeholder."
        if feature is None:
            yield "feature", "UNKNOWN", "There is no such feature here."
        elif feature.merged_into_id is not None:
            yield "feature", "CONFLICT", f"{feature.key!r} was merged; name what it became part of."
        elif person is not None and person.group not in self._find_say(feature.product_id):
            yield "stakeholder", "CONFLICT", "Their group has no say in this product."

    def _find_say(self, product: int) -> frozenset[int]:
        """Give the groups with a say in PRODUCT; read once."""
        if product not in self.says:
            groups = Group.objects.with_say_in(product)
            self.says[product] = frozenset(groups.values_list("pk", flat=True))
        return self.says[product]

    def _draft(self, statement: Statement) -> Preference:
        """Make the preference that STATEMENT states, not yet written."""
        values = {name: getattr(statement, name) for name in UTTERANCE}
        values["source"] = statement.source or self.occasion.source
        values["stated_at"] = statement.stated_at or self.occasion.at
        return Preference(
            stakeholder_id=statement.stakeholder, feature_id=statement.feature, **values
        )

    def _log(self, kind: EventKind, preference: Preference, sitting: Sitting) -> PreferenceEvent:
        """Add a line of history about PREFERENCE."""
        event = PreferenceEvent(
            kind=kind,
            stakeholder_id=preference.stakeholder_id,
            feature_id=preference.feature_id,
            group_id=sitting.people[preference.stakeholder_id].group,
            actor=self.occasion.actor,
            **{name: getattr(preference, name) for name in UTTERANCE},
        )
        sitting.events.append(event)
        return event


def _is_news(
    statement: Statement, standing: Preference | None, withdrawn_at: datetime | None
) -> bool:
    """Tell whether STATEMENT says more than what stands, and was not overtaken by it."""
    said_at = statement.stated_at
    if standing is None:
        return withdrawn_at is None or said_at is None or said_at > withdrawn_at
    if said_at is not None and said_at != standing.stated_at:
        return said_at > standing.stated_at
    return any(getattr(statement, name) != getattr(standing, name) for name in CONTENT)


def _count_part(preference: Preference) -> Spoken:
    """Give the part of PREFERENCE that counts."""
    return Spoken(
        preference.feature_id, preference.stakeholder_id, preference.stance, preference.importance
    )


def _write(sitting: Sitting) -> None:
    """Write what changed in SITTING, and its events."""
    changed = [p for pair, p in sitting.now.items() if p is not sitting.before.get(pair)]
    Preference.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["stakeholder", "feature"],
        update_fields=[*UTTERANCE, "updated_at"],
    )
    gone = [p.pk for pair, p in sitting.before.items() if pair not in sitting.now]
    Preference.objects.filter(pk__in=gone).delete()
    PreferenceEvent.objects.bulk_create(sitting.events)
