"""Reads the demo's texts and figures from the TOML files beside this one; draws nothing yet."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from stakeholders.demo.sketches import (
    ChampionSketch,
    Character,
    CommitmentSketch,
    Content,
    DecisionSketch,
    DuplicateSketch,
    EvidenceSketch,
    FeatureSketch,
    GroupSketch,
    InsightSketch,
    OutreachSketch,
    Past,
    ProductSketch,
    Showcase,
)
from stakeholders.models import GroupKind

PRODUCTS: Final = ("cadenza", "ritornello", "serenata")


@cache
def read_content() -> Content:
    """Read all files; a field that is missing or unknown stops it."""
    people = _read("people")
    return Content(
        domain=people["house"]["domain"],
        first_names=people["names"]["first"],
        last_names=people["names"]["last"],
        neutral_remarks=people["remarks"]["neutral"],
        channels=people["channels"],
        groups=[GroupSketch(kind=GroupKind.TEAM, **entry) for entry in people["team"]]
        + [GroupSketch(kind=GroupKind.SEGMENT, **entry) for entry in people["segment"]],
        characters={key: Character(**entry) for key, entry in _read("characters").items()},
        products=[_read_product(key) for key in PRODUCTS],
        insights=[InsightSketch(**entry) for entry in _read("insights")["insight"]],
        evidence=[EvidenceSketch(**entry) for entry in _read("evidence")["evidence"]],
        past=Past(**_read("history")),
    )


def _read_product(key: str) -> ProductSketch:
    """Read the file of the product KEY."""
    text = _read(key)
    return ProductSketch(
        objectives=text["objective"],
        features=[FeatureSketch(**entry) for entry in text["feature"]],
        decisions=[DecisionSketch(**entry) for entry in text["decision"]],
        champions=[ChampionSketch(**entry) for entry in text["champion"]],
        outreach=[OutreachSketch(**entry) for entry in text["outreach"]],
        commitments=[CommitmentSketch(**entry) for entry in text["commitment"]],
        showcase=[Showcase(**entry) for entry in text.get("showcase", ())],
        duplicates=[DuplicateSketch(**entry) for entry in text.get("duplicate", ())],
        **text["product"],
    )


def _read(name: str) -> dict[str, Any]:
    """Read the file NAME."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))
