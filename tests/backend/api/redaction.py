"""Tells what each caller has to read of an answer that an administrator was given.

It knows nothing of how Tutti narrows: it looks at whole answers, row by row and field by field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from strawberry.relay import from_base64, to_base64

from backend.access.callers import NONE, Caller
from backend.access.models import Token
from backend.access.scopes import Scope
from products import models as catalogue
from stakeholders import models as backing

SEES, PEOPLE, MONEY = Scope.READ_ALIGNMENT, Scope.READ_PEOPLE, Scope.READ_COMMERCIAL
SMALLEST: Final = 3
# The rows that have ids: what it takes to see one, and the path to its product, if it has one.
ROWS: Final[Mapping[str, tuple[Any, Scope, str]]] = {
    "Product": (catalogue.Product, SEES, "key"),
    "Objective": (catalogue.Objective, SEES, "product__key"),
    "Feature": (catalogue.Feature, SEES, "product__key"),
    "StageChange": (catalogue.StageChange, SEES, "feature__product__key"),
    "Merge": (catalogue.Merge, SEES, "feature__product__key"),
    "Insight": (catalogue.Insight, SEES, "product__key"),
    "Decision": (catalogue.Decision, SEES, "feature__product__key"),
    "Group": (backing.Group, SEES, ""),
    "ReferenceWeight": (backing.ReferenceWeight, SEES, ""),
    "Alignment": (catalogue.Feature, SEES, "product__key"),
    "AlignmentChange": (backing.AlignmentChange, SEES, "feature__product__key"),
    "Commitment": (backing.Commitment, SEES, "objective__product__key"),
    "Account": (backing.Account, PEOPLE, ""),
    "Stakeholder": (backing.Stakeholder, PEOPLE, ""),
    "Preference": (backing.Preference, PEOPLE, "feature__product__key"),
    "PreferenceEvent": (backing.PreferenceEvent, PEOPLE, "feature__product__key"),
    "Evidence": (backing.Evidence, PEOPLE, "preference__feature__product__key"),
    "Champion": (backing.Champion, PEOPLE, "feature__product__key"),
    "Outreach": (backing.Outreach, PEOPLE, "feature__product__key"),
    "News": (backing.News, PEOPLE, "stage_change__feature__product__key"),
    "Token": (Token, Scope.ADMIN_ACCESS, "products__key"),
}
# What else it takes to read a field, and what stands there without it.
FIELDS: Final[Mapping[tuple[str, str], tuple[Scope, object]]] = {
    ("Alignment", "revenue"): (MONEY, None),
    ("AlignmentChange", "revenue"): (MONEY, None),
    ("Account", "annualValue"): (MONEY, None),
    ("Preference", "willingnessToPay"): (MONEY, None),
    ("PreferenceEvent", "willingnessToPay"): (MONEY, None),
    ("Feature", "willingnessToPay"): (MONEY, None),
    ("Product", "willingnessToPay"): (MONEY, None),
    ("AlignmentChange", "actor"): (PEOPLE, ""),
    ("StageChange", "actor"): (PEOPLE, ""),
    ("Merge", "actor"): (PEOPLE, ""),
    ("Merge", "undoneBy"): (PEOPLE, ""),
    ("Decision", "decidedBy"): (PEOPLE, ""),
    ("Commitment", "acknowledgedBy"): (PEOPLE, ""),
    ("TimelineEntry", "actor"): (PEOPLE, ""),
    ("Conversation", "accounts"): (PEOPLE, []),
    ("Conversation", "people"): (PEOPLE, []),
    ("RallyStep", "accounts"): (PEOPLE, []),
    ("RallyStep", "people"): (PEOPLE, []),
    ("Brief", "quotes"): (PEOPLE, []),
    ("Brief", "champions"): (PEOPLE, []),
    ("Brief", "revenue"): (MONEY, None),
}
# What is followed of the feed, in its order, and what it takes to be told of it.
FOLLOWED: Final = {
    "FEATURE": SEES,
    "GROUP": SEES,
    "STAKEHOLDER": PEOPLE,
    "PREFERENCE": PEOPLE,
    "OUTREACH": PEOPLE,
}
# The entries of a timeline that tell of people alone.
OF_PEOPLE: Final = {"CHAMPIONED", "CONTACTED"}
# What is not shown of a group with few voices.
COUNTS: Final = ("stances", "heard", "agreement")
QUOTED: Final = ("excites", "bothers")
BRING_SIGHT: Final = {SEES, PEOPLE, MONEY, Scope.WRITE_CATALOGUE}


@dataclass(frozen=True)
class Redactor:
    """Knows what CALLER may do where, by the KEYS of products, and the PLACES of rows, by id."""

    caller: Caller
    keys: Mapping[str, int]
    places: Mapping[str, str]

    def has(self, scope: Scope, place: str) -> bool:
        """Tell whether they have SCOPE in the product called PLACE; without one, in any."""
        wanted = BRING_SIGHT if scope is SEES else {scope}
        where = [self.keys[place]] if place else list(self.keys.values())
        held = [self.caller.everywhere, *(self.caller.products.get(k, NONE) for k in where)]
        return any(wanted & each for each in held)

    def sees(self, value: Any, place: str = "") -> bool:  # noqa: ANN401 -- JSON
        """Tell whether they see VALUE, which stands in the product PLACE, if it is a row."""
        kind = value.get("__typename", "") if isinstance(value, dict) else ""
        if kind == "TimelineEntry" and tell_kind(value) in OF_PEOPLE:
            return self.has(PEOPLE, place)
        if kind == "Change":  # of the feed, seen with the row that it is about
            row = from_base64(value["rowId"])[0]
            return self.has(ROWS[row][1], self.places.get(value["rowId"], ""))
        if kind not in ROWS:
            return True
        return self.has(ROWS[kind][1], self.places.get(value["id"], ""))

    def redact(self, value: Any, place: str = "") -> Any:  # noqa: ANN401 -- JSON
        """Give of VALUE, which stands in the product PLACE, what they have to read."""
        if isinstance(value, list):
            return [self.redact(each, place) for each in value if self.sees(each, place)]
        if not isinstance(value, dict) or not self.sees(value, place):
            return None if isinstance(value, dict) else value
        kind = value["__typename"]
        place = self.places.get(value.get("id", ""), place)
        told = {name: self._redact_field(kind, name, value[name], place) for name in value}
        if "totalCount" in value:
            part = "nodes" if "nodes" in value else "edges"
            assert value["totalCount"] == len(value[part])
            told[part] = [each for each in told[part] if each.get("node", each) is not None]
            told["totalCount"] = len(told[part])
        return told if self.has(PEOPLE, place) else hide_counts(kind, told)

    def _redact_field(self, kind: str, name: str, value: Any, place: str) -> Any:  # noqa: ANN401 -- JSON
        if (kind, name.rpartition("_")[2]) == ("FeedPage", "withheld"):
            return [noun for noun, scope in FOLLOWED.items() if not self.has(scope, "")]
        scope, blank = FIELDS.get((kind, name.rpartition("_")[2]), (None, None))
        return blank if scope and not self.has(scope, place) else self.redact(value, place)


def tell_kind(entry: Mapping[str, Any]) -> str:
    """Tell what ENTRY of a timeline tells of, by whatever name its kind was asked for."""
    return next(str(entry[name]) for name in ("kind", "TimelineEntry_kind") if name in entry)


# What of a kind is hidden where a number of it is small.
FEW: Final[Mapping[str, tuple[str, Sequence[str]]]] = {
    "GroupBacking": ("voices", COUNTS),
    "Conversation": ("silent", ("silent",)),
    "RallyStep": ("silent", ("silent",)),
    "BriefStanding": ("voices", ("heard",)),
}


def hide_counts(kind: str, told: dict[str, Any]) -> dict[str, Any]:
    """Hide of what is TOLD of a KIND what would tell of one person."""
    number, hidden = FEW.get(kind, ("", ()))
    if told.get(number, SMALLEST) < SMALLEST:
        return told | {name: None for name in hidden if name in told}
    if kind == "GroupCoverage" and told["group"]["name"].startswith("small"):
        return told | {"coverage": None}
    if kind == "WillingnessToPay" and "groups" in told:
        few = [each for each in told["groups"] if each["count"] >= SMALLEST]
        told = told | {"groups": few}
    if kind == "WillingnessToPay" and told["count"] < SMALLEST:
        blank = dict.fromkeys(("lowerQuartile", "median", "upperQuartile", "share"))
        bare: dict[str, Any] = {"distribution": []} if "distribution" in told else {}
        return told | blank | bare | {"count": 0}
    return hide_quoted(kind, told)


def hide_quoted(kind: str, told: dict[str, Any]) -> dict[str, Any]:
    """Hide of what is TOLD of a KIND, under names that may begin with it, whom few stand behind."""
    names = {name.rpartition("_")[2]: name for name in told}
    if kind == "Insight" and "voices" in names and told[names["voices"]] < SMALLEST:
        return told | {names["voices"]: None, names["groups"]: None}
    return told | {
        names[part]: [each for each in told[names[part]] if each["voices"] >= SMALLEST]
        for part in QUOTED
        if part in names
    }


def find_places() -> dict[str, str]:
    """Find in which product each row stands, by its global id."""
    return {
        to_base64(name, public_id): place
        for name, (model, _, path) in ROWS.items()
        if path
        for public_id, place in model.objects.values_list("public_id", path)
    }
