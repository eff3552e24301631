"""What each competitor is asked, and what its answer means, so that all can be held equal."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode

from tests.benchmarks.asking import fetch, make_request

PRODUCT: Final = "product-1"
TOP: Final = 20
GROUPS: Final = 42

STANCES: Final = ("stronglyOppose", "oppose", "neutral", "support", "stronglySupport")
FLAT_STANCES: Final = ("stronglyOppose", "oppose", "neutral", "supportStance", "stronglySupport")
BREAKDOWN: Final = (
    "breakdown { group { name kind } support voices heard stances { %s } }" % " ".join(STANCES)  # noqa: UP031 -- braces
)
FEATURE: Final = f"name stage alignment {{ score low high {BREAKDOWN} }}"
TOP_OF: Final = f'features(product: "{PRODUCT}", first: {TOP})'
PRODUCTS: Final = "name stage product { key name }"
PEOPLE: Final = "reason statedAt stakeholder { name email }"
CANONICAL: Final = f"{{ {TOP_OF} {{ nodes {{ {FEATURE} }} }} }}"
# PostGraphile's names, made from those of the tables; a function sorts by another table's column.
GRAPHILE: Final = f"""{{ features: topFeatures(key: "{PRODUCT}", first: {TOP}) {{ nodes {{
    name stage alignment: stakeholdersAlignmentscoreByFeatureId {{ score low high
        breakdown: benchmarkLinesByScoreId {{ nodes {{
            group: stakeholdersGroupByGroupId {{ name kind }}
            support voices heard {" ".join(FLAT_STANCES)} }} }} }} }} }} }}"""

Meaning: TypeAlias = list[Any]


@dataclass(frozen=True)
class Question:
    """What a SERVER is asked at PATH: a GraphQL document, or none where it knows only one answer.

    READ tells what its answer means.
    """

    server: str
    path: str
    document: str | None
    read: Callable[[Any], Meaning]

    def write(self, port: int) -> bytes:
        """Make the bytes of the request to the server at PORT."""
        if self.document is None:
            return make_request("GET", self.path, port=port)
        body = json.dumps({"query": self.document}).encode()
        return make_request("POST", self.path, port=port, body=body)

    def ask(self, port: int) -> Meaning:
        """Ask once, and tell what the answer means.

        :raises SystemExit: when the answer holds errors.
        """
        answer = fetch(port, self.write(port))
        found = json.loads(answer.body)
        if answer.status != 200 or found.get("errors"):
            raise SystemExit(f"{self.server} answered {answer.status}: {answer.body[:500]!r}")
        return self.read(found["data"])


def read_rows(found: Any) -> list[Any]:  # noqa: ANN401 -- JSON
    """Give the rows of a list, be it a connection or not."""
    rows: list[Any] = found["nodes"] if isinstance(found, dict) else found
    return rows


def read_canonical(data: Any) -> Meaning:  # noqa: ANN401 -- JSON
    """Read the features with their scores, and the lines of each by group.

    :raises SystemExit: when there are not as many as the canonical query asks for.
    """
    features = [_read_feature(row) for row in read_rows(data["features"])]
    sizes = [len(lines) for *_, lines in features]
    if sizes != [GROUPS] * TOP:
        raise SystemExit(f"The top has {sizes} lines, not {TOP} times {GROUPS}.")
    return features


def _read_feature(row: Any) -> Meaning:  # noqa: ANN401 -- JSON
    score = row["alignment"]
    lines = sorted(_read_line(line) for line in read_rows(score["breakdown"]))
    return [row["name"], row["stage"], score["score"], score["low"], score["high"], lines]


def _read_line(line: Any) -> Meaning:  # noqa: ANN401 -- JSON
    stances = line.get("stances")
    counts = (
        [line[name] for name in FLAT_STANCES]
        if stances is None
        else [stances[name] for name in STANCES]
    )
    group = line["group"]
    return [group["name"], group["kind"], line["support"], line["voices"], line["heard"], counts]


def read_features(data: Any) -> Meaning:  # noqa: ANN401 -- JSON
    """Read the features as they are."""
    return read_rows(data["features"])


def read_preferences(data: Any) -> Meaning:  # noqa: ANN401 -- JSON
    """Read the preferences, with moments written in one way."""
    rows = read_rows(data["preferences"])
    return [row | {"statedAt": row["statedAt"].replace("Z", "+00:00")} for row in rows]


OURS, PLAIN = "/graphql", f"/?{urlencode({'product': PRODUCT})}"
STRAWBERRY, GRAPHENE = "/strawberry", "/graphene"
NATURAL: Final = f"{{ {TOP_OF} {{ {FEATURE} }} }}"

QUESTIONS: Final[Mapping[str, Question]] = {
    "canonical": Question("tutti", OURS, CANONICAL, read_canonical),
    "joined": Question("joined", PLAIN, None, read_canonical),
    "ready": Question("ready", PLAIN, None, read_canonical),
    "postgraphile": Question("postgraphile", "/graphql", GRAPHILE, read_canonical),
    "strawberry": Question("strawberry", STRAWBERRY, NATURAL, read_canonical),
    "graphene": Question("graphene", GRAPHENE, NATURAL, read_canonical),
    "features": Question(
        "tutti", OURS, f"{{ features(first: 100) {{ nodes {{ {PRODUCTS} }} }} }}", read_features
    ),
    "strawberry-features": Question(
        "strawberry", STRAWBERRY, f"{{ features(first: 100) {{ {PRODUCTS} }} }}", read_features
    ),
    "preferences": Question(
        "tutti",
        OURS,
        f"{{ preferences(first: 100) {{ nodes {{ {PEOPLE} }} }} }}",
        read_preferences,
    ),
    "strawberry-preferences": Question(
        "strawberry", STRAWBERRY, f"{{ preferences(first: 100) {{ {PEOPLE} }} }}", read_preferences
    ),
}
