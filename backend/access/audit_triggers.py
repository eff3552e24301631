"""The triggers of the audit log, and what they let be changed in the tables that only grow."""

from collections.abc import Iterator
from typing import Any, Final

from backend.access import audit_postgresql, audit_sqlite
from backend.access.audit_models import AuditEntry, AuditWord
from backend.access.audit_watching import WATCHED
from backend.access.triggers import TriggerSet
from products.naming import ERASED
from stakeholders.models import PreferenceEvent

SAME: Final = {"postgresql": "IS NOT DISTINCT FROM", "sqlite": "IS"}
# Whether the words OLD tell of the person whose erasure is E.
NAMED: Final = {
    "postgresql": "access_audit_names(e.row_id, OLD.entry_id, OLD.before, OLD.after)",
    "sqlite": audit_sqlite.NAMED.format(person="e.row_id", row="OLD."),
}
# An entry loses its address, and words go, only with the erasure of the person they belong to.
_REDACTED: Final = """OLD.redacted_for_id IS NULL AND EXISTS (
    SELECT 1 FROM access_auditentry e WHERE e.id = NEW.redacted_for_id
        AND e.noun = 'stakeholders.stakeholder' AND e.action = 'DELETED' AND ({}))"""
_WAS_THEIRS: Final = """OLD.actor IN (SELECT 'user:' || own.before FROM access_auditword own
    WHERE own.person = e.row_id AND own."column" = 'login_id')"""
# What a line of history may lose: its references with what they name, and words and amounts with
# whoever said them; names give way to one that is nobody's.
GONE: Final = "NEW.{0} IS NULL"
NOBODY: Final = f"NEW.{{0}} = '{ERASED}'"
LOSSES: Final = {
    **dict.fromkeys(("stakeholder_id", "group_id", "merge_id"), GONE),
    **dict.fromkeys(("willingness_to_pay", "heard_at"), f"NEW.stakeholder_id IS NULL AND {GONE}"),
    **dict.fromkeys(
        ("reason", "entered_by", "heard_in"),
        f"NEW.stakeholder_id IS NULL AND NEW.{{0}} = '' OR {NOBODY}",
    ),
    "actor": NOBODY,
}


def write_guards(vendor: str) -> dict[str, str]:
    """Write when a row of each table that only grows may change all the same, for VENDOR."""
    named = f"OLD.person = e.row_id OR {NAMED[vendor]}"
    blank = "NEW.before IS NULL AND NEW.after IS NULL AND NEW.person IS NULL"
    return {
        AuditEntry._meta.db_table: " AND ".join(  # noqa: SLF001 -- Django's documented model API
            [
                "NEW.address = ''",
                *_keep(vendor, AuditEntry, {"address", "redacted_for_id"}),
                _REDACTED.format(_WAS_THEIRS),
            ]
        ),
        AuditWord._meta.db_table: " AND ".join(  # noqa: SLF001 -- as above
            [
                blank,
                *_keep(vendor, AuditWord, {"before", "after", "person", "redacted_for_id"}),
                _REDACTED.format(named),
            ]
        ),
        PreferenceEvent._meta.db_table: " AND ".join(  # noqa: SLF001 -- as above
            [
                *_keep(vendor, PreferenceEvent, set(LOSSES)),
                *(
                    f"(NEW.{name} {SAME[vendor]} OLD.{name} OR {lost.format(name)})"
                    for name, lost in LOSSES.items()
                ),
            ]
        ),
    }


def _keep(vendor: str, model: Any, but: set[str]) -> Iterator[str]:  # noqa: ANN401 -- any model
    """Give the conditions that all columns of MODEL stay the same BUT for some."""
    names = [field.column for field in model._meta.concrete_fields]  # noqa: SLF001 -- as above
    same = SAME[vendor]
    return (f'NEW."{name}" {same} OLD."{name}"' for name in names if name not in but)


def _write(vendor: str) -> Iterator[str]:
    """Write the SQL that puts the triggers in place, for VENDOR."""
    module: Any = audit_postgresql if vendor == "postgresql" else audit_sqlite
    written: Iterator[str] = module.write_install(WATCHED, write_guards(vendor))
    return written


TRIGGERS: Final = TriggerSet(
    prefix=audit_sqlite.PREFIX,
    models=(AuditEntry, AuditWord, PreferenceEvent, *(watch.model for watch in WATCHED)),
    write=_write,
)
install, uninstall = TRIGGERS.install, TRIGGERS.uninstall
