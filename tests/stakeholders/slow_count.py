"""Counts the stored preferences a second time: row by row, in plain Python, with the slow twin."""

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

from products.models import Feature
from stakeholders.counting import FIELDS
from stakeholders.models import (
    AlignmentScore,
    Cell,
    CellChange,
    Group,
    GroupKind,
    Preference,
    ReferenceWeight,
)
from tests.stakeholders.alignment.twin import (
    Statement,
    TwinAlignment,
    Voice,
    align_slowly,
    count_cells,
)


def read_cells() -> dict[tuple[int, int], list[int]]:
    """Read the stored cells by feature and group."""
    rows = Cell.objects.values_list("feature", "group", *FIELDS)
    return {(feature, group): list(sums) for feature, group, *sums in rows}


def read_last_cells() -> dict[tuple[int, int], list[int]]:
    """Read what the history of cells says that they are now, by feature and group."""
    last: dict[tuple[int, int], list[int]] = {}
    rows = CellChange.objects.order_by("counted_at", "pk")
    for feature, group, *sums in rows.values_list("feature", "group", *FIELDS):
        last[feature, group] = list(sums)
    return {place: sums for place, sums in last.items() if any(sums)}


def count_slowly() -> dict[tuple[int, int], list[int]]:
    """Count the stored preferences into cells by feature and group."""
    by_cell: defaultdict[tuple[int, int], list[Voice]] = defaultdict(list)
    for feature, voices in read_voices().items():
        for voice in voices:
            by_cell[feature, voice.group].append(replace(voice, group=0))
    return {place: count_cells(voices, 1)[0] for place, voices in by_cell.items()}


def read_scores() -> dict[str, float]:
    """Read the stored scores, with the ends of their intervals, by feature."""
    names = ("score", "low", "high")
    rows = AlignmentScore.objects.values("feature", *names)
    return {f"{row['feature']} {name}": row[name] for row in rows for name in names}


def score_slowly() -> dict[str, float]:
    """Score every feature that was heard, from the stored preferences."""
    found = {}
    for feature, voices in read_voices().items():
        alignment = _align(feature, voices)
        if alignment.score >= 0:  # a number at all
            found[f"{feature} score"] = alignment.score
            found[f"{feature} low"] = alignment.low
            found[f"{feature} high"] = alignment.high
    return found


def read_voices() -> dict[int, list[Voice]]:
    """Read who spoke, by feature; a voice's group is the group's key.

    Merged features and people without a voice count nothing.
    """
    references = dict(ReferenceWeight.objects.values_list("kind", "w_ref"))
    spoken: defaultdict[tuple[int, int, Fraction, str, int], list[Statement]] = defaultdict(list)
    stated = Preference.objects.select_related("feature", "stakeholder__account").order_by("pk")
    for row in stated:
        if row.feature.merged_into_id is not None or row.stakeholder.deactivated_at is not None:
            continue
        person, account = row.stakeholder, row.stakeholder.account
        if account is None:
            team = person.team_id or 0
            voice = (team, person.pk, Fraction(person.weight), GroupKind.TEAM.value)
        else:
            weight = Fraction(account.annual_value)
            voice = (account.segment_id, account.pk, weight, GroupKind.SEGMENT.value)
        statement = Statement(row.stance, Fraction(row.importance, 2))
        spoken[*voice, row.feature_id].append(statement)
    found: defaultdict[int, list[Voice]] = defaultdict(list)
    for (group, _, weight, kind, feature), statements in spoken.items():
        reference = Fraction(references[kind] or 0)
        found[feature].append(Voice(group, tuple(statements), weight, reference))
    return found


def _align(feature: int, voices: list[Voice]) -> TwinAlignment:
    """Score FEATURE from the VOICES of groups that have a say in its product."""
    product = Feature.objects.get(pk=feature).product_id
    groups = []
    for group in Group.objects.order_by("pk"):
        says = set(group.products.values_list("pk", flat=True))
        if not says or product in says:
            groups.append(group)
    places = {group.pk: place for place, group in enumerate(groups)}
    members = [
        group.members.filter(deactivated_at=None).count() + group.accounts.count()
        for group in groups
    ]
    heard = [replace(v, group=places[v.group]) for v in voices if v.group in places]
    return align_slowly(heard, members, [group.kind for group in groups])
