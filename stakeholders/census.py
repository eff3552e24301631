"""The one SQL text that counts preferences into cells, on whatever engine can group and add.

It reads the relations `preference`, `stakeholder`, `account`, `feature` and `reference`, in the
columns that the database has, and gives what `alignment.cells.tally` and `gather` give.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from stakeholders.alignment.cells import INFLUENCE_CAP, INT64_MAX, MASS_HALVES, STANCES, Column
from stakeholders.counting import FIELDS, Sums

Relations: TypeAlias = Mapping[str, str]  # a query by relation

BIGINT: Final = "BIGINT"
DECIMAL: Final = "DECIMAL(38, 0)"  # where 64 bits could overflow; SQLite has nothing like it

_MASSES: Final = FIELDS[: len(STANCES)]
_COUNTS: Final = FIELDS[Column.HEADS + 1 : Column.BACKING_WEIGHT]
# What 250 times the influence, in quarters of a thousandth, is multiplied by: halves times halves.
_SHARES: Final = [
    (f"{2 * 250 * mass} * heft * SUM(importance) FILTER (WHERE stance = {stance})", name)
    for name, stance, mass in zip(_MASSES, STANCES, MASS_HALVES, strict=True)
] + [(f"{2 * 500} * heft * SUM(importance)", "sum_m")]
_TALLIES: Final = [
    f"COUNT(*) FILTER (WHERE stance = {stance}) AS {name}"
    for name, stance in zip(_COUNTS, STANCES, strict=True)
]


class Part(NamedTuple):
    """Those voices whose key leaves the rest PLACE when divided by OF; an account stays whole."""

    place: int
    of: int


def _divide(twice: str, name: str) -> str:
    """Give half of TWICE by the divisor as NAME: to the nearest integer, a half to the even one.

    Some engines divide integers as floats: what leaves no rest, and is small, they divide exactly.
    """
    divisor = "COUNT(*) * reference"
    rest = f"({twice} + {divisor}) % (2 * {divisor})"
    nearest = f"CAST(ROUND(({twice} + {divisor} - {rest}) / (2 * {divisor})) AS BIGINT)"
    odd = f"CASE WHEN {rest} = 0 THEN {nearest} % 2 ELSE 0 END"
    return f"COALESCE({nearest} - {odd}, 0) AS {name}"


def _sum(addend: str, name: str) -> str:
    """Add up ADDEND as NAME, in what a cell holds; what does not fit is refused."""
    return f"CAST(SUM({addend}) AS BIGINT) AS {name}"


_LINE: Final = ",\n        "
# Standard SQL, but for `%` in the place of MOD, which SQLite counts in floats. DISTINCT keeps
# PostgreSQL from weighing people anew with each preference. People of one team who weigh, say and
# stress the same are rounded once for all: they have as many preferences as voices, so that their
# mean is each one's own.
TEXT: Final = f"""
weighed AS (
    SELECT s.id, COALESCE(s.team_id, a.segment_id) AS group_id, s.account_id,
        CAST(ROUND(1000 * COALESCE(a.annual_value, s.weight)) AS WHOLE) AS weight,
        CAST(ROUND(1000 * CASE WHEN s.team_id IS NULL
            THEN (SELECT w_ref FROM reference WHERE kind = 'SEGMENT')
            ELSE (SELECT w_ref FROM reference WHERE kind = 'TEAM') END) AS WHOLE) AS reference
    FROM stakeholder s
    LEFT JOIN account a ON a.id = s.account_id
    WHERE s.deactivated_at IS NULL
),
speaker AS (
    SELECT DISTINCT id, group_id, account_id, weight, reference,
        CASE WHEN weight > {INFLUENCE_CAP} * reference THEN {INFLUENCE_CAP} * reference
            ELSE weight END AS heft
    FROM weighed
),
spoken AS (
    SELECT p.feature_id, s.group_id, s.account_id, s.weight, s.heft, s.reference,
        p.stance, p.importance,
        CASE WHEN s.account_id IS NULL THEN 8 * p.stance + p.importance END AS alike
    FROM preference p
    JOIN speaker s ON s.id = p.stakeholder_id
),
voice AS (
    SELECT feature_id, group_id, weight,
        CASE WHEN account_id IS NULL THEN COUNT(*) ELSE 1 END AS heads,
        {_LINE.join(_divide(*share) for share in _SHARES)},
        {_LINE.join(_TALLIES)},
        SUM(stance) AS leaning
    FROM spoken
    GROUP BY feature_id, group_id, account_id, weight, heft, reference, alike
)
SELECT v.feature_id, v.group_id,
    {_LINE.join(_sum(f"v.heads * v.{name}", name) for _, name in _SHARES)},
    {_sum("v.heads * v.sum_m * v.sum_m", "sum_m2")},
    {_sum("v.heads", "heads")},
    {_LINE.join(_sum(f"v.{name}", name) for name in _COUNTS)},
    {_sum("CASE WHEN v.leaning > 0 THEN v.heads * v.weight ELSE 0 END", "backing_weight")}
FROM voice v
JOIN feature f ON f.id = v.feature_id
WHERE f.merged_into_id IS NULL
GROUP BY v.feature_id, v.group_id
"""  # noqa: S608 -- constants


def write(relations: Relations, *, whole: str = BIGINT, part: Part | None = None) -> str:
    """Write the text over RELATIONS, counting in the type WHOLE; only PART of the voices if given.

    Counts of parts add up to the count of all.
    """
    bound = dict(relations)
    if part:
        bound["stakeholder"] = (
            f"SELECT * FROM ({bound['stakeholder']}) AS everyone"  # noqa: S608 -- made of constants
            f" WHERE COALESCE(account_id, id) % {part.of} = {part.place}"
        )
    named = ", ".join(f"{name} AS ({query})" for name, query in bound.items())
    return f"WITH {named}, {TEXT.replace('WHOLE', whole)}"


def choose_whole(references: Iterable[int], most: int) -> str:
    """Choose the type that holds every number there is.

    REFERENCES are in thousandths; no voice, and no set of people who count alike, has stated more
    than MOST preferences about one feature.
    """
    factor = 2 * max(MASS_HALVES.tolist()) * 250 * 4 * INFLUENCE_CAP + 2  # critical, and halves
    largest = factor * max(references, default=1) * max(most, 1)
    return BIGINT if largest <= INT64_MAX else DECIMAL


def read(rows: Iterable[Sequence[int]]) -> Sums:
    """Give what the text found, row by row, by feature and group."""
    table = np.array([tuple(row) for row in rows], np.int64).reshape(-1, 2 + len(FIELDS))
    places = zip(table[:, 0].tolist(), table[:, 1].tolist(), strict=True)
    return dict(zip(places, table[:, 2:], strict=True))
