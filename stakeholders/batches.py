"""Makes batches of rows for the database: columns, and in which turn each row is heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from stakeholders.counting import integers, number
from stakeholders.judging import UTTERANCE
from stakeholders.statements import Statement
from stakeholders.vetting import Parts

Pair: TypeAlias = tuple[int, int]  # stakeholder and feature, as primary keys

LARGEST_KEY: Final = 2**63 - 1
MUTE: Final[dict[str, Any]] = dict.fromkeys(UTTERANCE) | dict.fromkeys(
    ("reason", "source", "entered_by", "heard_in"), ""
)


@dataclass(slots=True)
class Batch:
    """Some rows on their way to the database: columns, and which of them repeat others."""

    columns: dict[str, list[Any]]
    copies: dict[int, int]  # places of rows that say no more than an earlier one, with its place


def prepare(parts: Parts, products: list[int | None], mute: set[int]) -> Batch:
    """Make a batch of PARTS, in which the rows of MUTE say nothing."""
    columns: dict[str, list[Any]] = {name: list(parts[name]) for name in UTTERANCE}
    columns["product_id"] = products
    for name in ("stakeholder", "feature"):
        keys = parts[name]
        if max(keys) > LARGEST_KEY or min(keys) < 0:
            keys = [key if 0 <= key <= LARGEST_KEY else 0 for key in keys]
        columns[f"{name}_id"] = list(keys)
    for place in mute:
        for name, value in MUTE.items():
            columns[name][place] = value
    for name in ("stance", "importance"):  # of which enumerations are no plain numbers
        columns[name] = [value if value is None else int(value) for value in columns[name]]
    return Batch(columns, {})


def name_pairs(pairs: Sequence[Pair]) -> Batch:
    """Make a batch of PAIRS of which nothing is said; one that was named before has no turn."""
    columns: dict[str, list[Any]] = {name: [value] * len(pairs) for name, value in MUTE.items()}
    columns["stakeholder_id"], columns["feature_id"] = map(list, zip(*pairs, strict=True))
    columns["product_id"] = [None] * len(pairs)
    first = {pair: place for place, pair in reversed([*enumerate(pairs)])}
    columns["turn"] = [int(first[pair] == place) for place, pair in enumerate(pairs)]
    return Batch(columns, {})


def take_turns(batch: Batch, statements: Sequence[Statement], mute: set[int]) -> None:
    """Give each row of BATCH its turn, after those about the same pair; 0 to a mere copy."""
    stakeholders, features = batch.columns["stakeholder_id"], batch.columns["feature_id"]
    batch.columns["turn"] = turns = [1] * len(features)
    if len(features) == 1 or not _repeats(stakeholders, features):
        return
    latest: dict[Pair, int] = {}
    for place, pair in enumerate(zip(stakeholders, features, strict=True)):
        if place in mute:
            continue
        origin = latest.setdefault(pair, place)
        if origin == place:
            continue
        if statements[origin] == statements[place]:
            batch.copies[place] = origin
            turns[place] = 0
        else:
            turns[place] = turns[origin] + 1
            latest[pair] = place


def _repeats(stakeholders: Sequence[int], features: Sequence[int]) -> bool:
    """Tell whether a pair of STAKEHOLDERS and FEATURES is named twice."""
    distinct, _ = number(integers(stakeholders), integers(features))
    return len(distinct) < len(features)
