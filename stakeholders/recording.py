"""The SQL that records what was judged: what stands now, and a line of history for each row."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from stakeholders.judging import UTTERANCE, write_judge

_VALUES: Final = ", ".join(UTTERANCE)

# Ids are of RFC 9562, version 7: the moment, then a counter, then what the batch has drawn once, so
# that their index is written in order.
_KEEP: Final = f"""
INSERT INTO stakeholders_preference
    (public_id, created_at, updated_at, stakeholder_id, feature_id, {_VALUES})
SELECT {{time_id}}, %(at)s, %(at)s, stakeholder_id, feature_id, {_VALUES}
FROM (SELECT judged.*, {{counter}} AS number FROM judged
    WHERE turn = %(turn)s AND outcome {{news}}) numbered
WHERE TRUE
"""  # noqa: S608 -- made of constants

# SQLite has no UPDATE ... FROM before 3.33; on PostgreSQL that is faster than a conflict.
_OR_CHANGE: Final = f"""
ON CONFLICT (stakeholder_id, feature_id) DO UPDATE SET updated_at = excluded.updated_at,
    {", ".join(f"{name} = excluded.{name}" for name in UTTERANCE)}
"""
_CHANGE: Final = f"""
UPDATE stakeholders_preference SET updated_at = %(at)s,
    {", ".join(f"{name} = judged.{name}" for name in UTTERANCE)}
FROM judged
WHERE stakeholders_preference.id = judged.standing_id
    AND judged.turn = %(turn)s AND judged.outcome = 2
"""  # noqa: S608 -- made of constants

_FORGET_SHOWN: Final = """
DELETE FROM stakeholders_evidence WHERE preference_id IN (
    SELECT standing_id FROM judged WHERE turn = %(turn)s AND outcome = 4)
"""

_FORGET: Final = """
DELETE FROM stakeholders_preference WHERE id IN (
    SELECT standing_id FROM judged WHERE turn = %(turn)s AND outcome = 4)
"""

_LOG: Final = f"""
INSERT INTO stakeholders_preferenceevent
    (public_id, created_at, kind, actor, stakeholder_id, feature_id, group_id, {_VALUES})
SELECT {{time_id}}, %(at)s, CASE outcome WHEN 4 THEN 'WITHDRAWN' ELSE 'STATED' END, %(actor)s,
    stakeholder_id, feature_id, group_id, {_VALUES}
FROM (SELECT judged.*, {{counter}} AS number FROM judged WHERE outcome IN (1, 2, 4)) numbered
ORDER BY place
"""  # noqa: S608 -- made of constants

_TELL: Final = """
SELECT place, outcome, COALESCE(group_id, 0), COALESCE(voice, 0), COALESCE(weight, 0), reference,
    COALESCE(old_stance, 0), COALESCE(old_importance, 0)
FROM judged WHERE outcome <> 3 ORDER BY place
"""

_TIME_ID: Final = (
    "%(moment)s || substr(number, 1, 3) || %(variant)s || substr(number, 4) || %(drawn)s"
)
_IDS: Final = {
    "postgresql": {
        "time_id": f"CAST({_TIME_ID} AS uuid)",
        "counter": "lpad(to_hex(place + %(start)s), 8, '0')",
    },
    "sqlite": {"time_id": _TIME_ID, "counter": "printf('%%08x', place + %(start)s)"},
}


@dataclass(frozen=True, slots=True)
class Procedure:
    """How rows are judged and what follows: in each turn, then once for all, then the answer."""

    judge: str
    follow: tuple[str, ...]
    log: str
    tell: str = _TELL

    def in_one_statement(self, staged: str) -> str:
        """Give all of it as one statement, of PostgreSQL, over the query STAGED; for one turn."""
        parts = [f"staged AS MATERIALIZED ({staged})", f"judged AS MATERIALIZED ({self.judge})"]
        writes = (*self.follow, self.log)
        parts += [f"write_{place} AS ({sql})" for place, sql in enumerate(writes)]
        return f"WITH {', '.join(parts)} {self.tell}"


@cache
def find_procedure(vendor: str, *, withdraws: bool, few: bool) -> Procedure:
    """Give the SQL by which the database VENDOR hears statements, or withdrawals.

    Only a FEW rows are looked up one by one.
    """
    judge = write_judge(vendor, withdraws=withdraws, few=few)
    ids = _IDS[vendor]
    if vendor == "postgresql":
        keep: tuple[str, ...] = (_KEEP.format(news="= 1", **ids), _CHANGE)
    else:
        keep = (_KEEP.format(news="IN (1, 2)", **ids) + _OR_CHANGE,)
    follow = (_FORGET_SHOWN, _FORGET) if withdraws else keep
    return Procedure(judge, follow, _LOG.format(**ids))
