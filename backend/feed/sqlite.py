"""The triggers by which SQLite writes the feed; it has one writer at a time.

So lines get their places as they are written, and nobody has to stamp them.
"""

from typing import Final

from backend.feed.columns import COLUMNS, MEASURED, MEASURES, NUMBERS, PAST, PREFIX
from backend.feed.followed import SCORES, Follow, Link

# The places that were given go up from the last, also when all lines were pruned.
_NEXT: Final = (
    "1 + max(coalesce((SELECT max(seq) FROM change_log WHERE seq IS NOT NULL), 0),"
    " coalesce((SELECT pruned_to FROM feed_epoch), 0))"
)
_NOW: Final = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
_TRIGGER: Final = """
CREATE TRIGGER {name} AFTER {event} ON {table} WHEN {when}
BEGIN
    {lines}
END
"""
_LINE: Final = f"""INSERT INTO change_log (seq, {COLUMNS}{{columns}})
    SELECT {_NEXT}, '{{noun}}', '{{action}}', r.public_id, {{product}}, {{feature}}, {_NOW}{{more}}
    FROM {{rows}} r {{join}} WHERE {{condition}};"""  # noqa: S608 -- made of constants


def follow(follow: Follow, event: str) -> str:
    """Write the trigger that runs for each row that an EVENT befalls, of FOLLOW."""
    side = "OLD" if event == "DELETE" else "NEW"
    names = [field.column for field in follow.model._meta.concrete_fields]  # noqa: SLF001 -- Django's documented model API
    moved = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in names)
    line = _draw(follow, side, "DELETE" if event == "DELETE" else "UPSERT")
    if event == "UPDATE" and "product_id" in follow.place.columns:
        line = _draw(follow, "OLD", "DELETE", "OLD.product_id <> NEW.product_id") + line
    return _TRIGGER.format(
        name=f"{PREFIX}_{follow.table}_{event.lower()}",
        event=event,
        table=follow.table,
        when=moved if event == "UPDATE" and follow.is_choosy else "TRUE",
        lines=line,
    )


def _draw(follow: Follow, side: str, action: str, condition: str = "TRUE") -> str:
    """Write how a line of ACTION is drawn from the row of FOLLOW on one SIDE, on a CONDITION."""
    measured = follow is SCORES
    taken = ["id", "public_id", *follow.place.columns, *(NUMBERS if measured else ())]
    columns = ", ".join(f"{side}.{name} AS {name}" for name in taken)
    return _LINE.format(
        noun=follow.noun.value,
        action=action,
        product=follow.place.product,
        feature=follow.place.feature,
        join=follow.place.join + (PAST if measured else ""),
        rows=f"(SELECT {columns})",
        columns=MEASURED if measured else "",
        more=MEASURES if measured else "",
        condition=condition,
    )


def link(link: Link, event: str) -> str:
    """Write the trigger that runs for each link that an EVENT befalls, of LINK."""
    sides = {"INSERT": ("NEW",), "DELETE": ("OLD",)}.get(event, ("OLD", "NEW"))
    named = ", ".join(f"{side}.{link.column}" for side in sides)
    owner = link.owner
    line = _LINE.format(
        noun=owner.noun.value,
        action="UPSERT",
        product=owner.place.product,
        feature=owner.place.feature,
        join=owner.place.join,
        rows=owner.table,
        columns="",
        more="",
        condition=f"r.id IN ({named})",
    )
    name = f"{PREFIX}_{link.table}_{event.lower()}"
    return _TRIGGER.format(name=name, event=event, table=link.table, when="TRUE", lines=line)
