"""What a client is told to do, and what has to come of it."""

from typing import Any, Final

from tests.conformance.rows import FEATURES, WALKED
from tests.conformance.serving import Server

KEYS: Final = [f"feature-{number:02}" for number in range(1, FEATURES + 1)]

_FIND: Final = """
query ($product: String!, $speaker: String!) {
  first: feature(product: $product, key: "first") { id }
  second: feature(product: $product, key: "second") { id }
  stakeholders(filter: {name: {exact: $speaker}}) { nodes { id } }
}
"""
_SCORES: Final = """
query ($feature: ID!, $product: String!) {
  node(id: $feature) { ... on Feature { alignment { score } } }
  alignmentChanges(product: $product) {
    nodes { score feature { key } }
  }
}
"""


def find_task(server: Server, client: str) -> dict[str, Any]:
    """Find what CLIENT has to ask SERVER about: a product and a person of its own."""
    found = server.ask(_FIND, product=client, speaker=f"speaker-{client}")
    [speaker] = found["stakeholders"]["nodes"]
    statement = {"stakeholder": speaker["id"], "feature": found["first"]["id"], "stance": "SUPPORT"}
    return {
        "url": server.url,
        "streamUrl": server.stream_url,
        "product": client,
        "walked": WALKED,
        "feature": found["first"]["id"],
        "statement": statement,
        "mistake": statement | {"feature": "nothing"},
        "news": {"stakeholder": speaker["id"], "feature": found["second"]["id"]},
    }


def expect(server: Server, task: dict[str, Any]) -> dict[str, Any]:
    """Tell, as SERVER stands after TASK was done, what the client has to have read.

    What it has `heard` is one of a list; everything else is told exactly.
    """
    found = server.ask(_SCORES, feature=task["feature"], product=task["product"])
    score = (found["node"]["alignment"] or {}).get("score")
    return {
        "forward": KEYS,
        "backward": KEYS,
        "stated": {"outcome": "CREATED", "score": score, "errors": []},
        "refused": {"outcome": "REFUSED", "errors": [["UNKNOWN", ["input", "feature"]]]},
        "half": {"name": f"What {task['product']} asks about", "codes": ["BAD_USER_INPUT"]},
        "broken": {"data": None, "codes": ["GRAPHQL_VALIDATION_FAILED"]},
        "shown": [None, score],
        "heard": [
            {"score": change["score"], "feature": change["feature"]["key"]}
            for change in found["alignmentChanges"]["nodes"]
        ],
    }
