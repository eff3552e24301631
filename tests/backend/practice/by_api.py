"""Takes the steps of the week through GraphQL alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from tests.backend.practice.opening import PRODUCT
from tests.backend.practice.week import Told

# Sends a document with variables, and gives the answer.
Send: TypeAlias = Callable[[str, Mapping[str, object]], Any]

FOUND: Final = """
query ($name: String!) {
  features(product: "lighthouse", filter: {name: {exact: $name}}) { nodes { id key } }
  insights(product: "lighthouse", filter: {title: {exact: $name}}) { nodes { id } }
  objectives: product(key: "lighthouse") {
    found: objectives(filter: {title: {exact: $name}}) { nodes { id key } }
  }
  stakeholders(filter: {name: {exact: $name}}) { nodes { id } }
  groups(filter: {name: {exact: $name}}) { nodes { id } }
}
"""
DUE: Final = """
query { decisions(product: "lighthouse", filter: {dueBy: "2026-12-31", reviewed: false}) {
  nodes { id }
} }
"""
CHAMPION: Final = """
query ($feature: String!) {
  feature(product: "lighthouse", key: $feature) {
    champions(first: 5) { nodes { id stakeholder { name } } }
  }
}
"""
ALIKE: Final = """
query ($name: String!) {
  similarFeatures(product: "lighthouse", name: $name) { feature { name } reasons }
}
"""
BRIEF: Final = """
query ($feature: ID!, $group: ID!) {
  node(id: $feature) { ... on Feature { brief(audience: {group: $group}) { markdown } } }
}
"""


@dataclass(frozen=True)
class ApiHand:
    """A client of the API; what it does not know it asks for."""

    send: Send

    def _ask(self, query: str, **variables: object) -> Any:  # noqa: ANN401 -- JSON
        answer = self.send(query, variables)
        errors = answer.get("errors", [])
        assert errors == [], errors
        return answer["data"]

    def _write(self, verb: str, **given: object) -> None:
        """Run the mutation VERB with all that is GIVEN."""
        kind = f"{verb[0].upper()}{verb[1:]}Input!"
        document = f"""
            mutation ($input: {kind}) {{
              {verb}(input: $input) {{ errors {{ code message path }} }}
            }}
        """
        told = {_camel(name): value for name, value in given.items()}
        errors = self._ask(document, input=told)[verb]["errors"]
        assert errors == [], errors

    def _find(self, noun: str, name: str, part: str = "id") -> str:
        """Give PART of the one of NOUN with NAME."""
        found = self._ask(FOUND, name=name)[noun]
        [row] = found["nodes"] if "nodes" in found else found["found"]["nodes"]
        return str(row[part])

    def capture(self, title: str, told: Told) -> None:
        """Capture the insight TITLE."""
        key = {"source": "week", "external_id": title}
        self._write("upsertInsight", product=PRODUCT, title=title, **key, **_date(told))

    def attach(self, title: str, feature: str) -> None:
        """Let the insight TITLE bear on FEATURE."""
        features = [self._find("features", feature)]
        self._write("attachInsight", insight=self._find("insights", title), features=features)

    def state(self, person: str, feature: str, told: Told) -> None:
        """State for PERSON what they hold of FEATURE."""
        pair = {
            "stakeholder": self._find("stakeholders", person),
            "feature": self._find("features", feature),
        }
        self._write("statePreference", **pair, **_date(told))

    def look_alike(self, name: str) -> str:
        """Tell which features NAME may mean."""
        found = self._ask(ALIKE, name=name)["similarFeatures"]
        return "\n".join(" ".join([each["feature"]["name"], *each["reasons"]]) for each in found)

    def add(self, name: str, told: Told) -> None:
        """Add the feature NAME."""
        key = name.lower().replace(" ", "-")
        self._write("upsertFeature", product=PRODUCT, name=name, key=key, **told)

    def merge(self, duplicate: str, into: str, reason: str) -> None:
        """Let DUPLICATE become part of INTO."""
        pair = [self._find("features", each) for each in (duplicate, into)]
        self._write("mergeFeatures", feature=pair[0], into=pair[1], reason=reason)

    def aim(self, title: str, told: Told) -> None:
        """Set the objective TITLE."""
        self._write("upsertObjective", product=PRODUCT, title=title, **told)

    def commit(self, team: str, objective: str, statement: str) -> None:
        """Write down what TEAM contributes to OBJECTIVE."""
        self._write("commitToObjective", **self._pledge(team, objective), statement=statement)

    def acknowledge(self, team: str, objective: str, by: str) -> None:
        """Let BY stand by what TEAM contributes to OBJECTIVE."""
        self._write("acknowledgeObjective", **self._pledge(team, objective), acknowledged_by=by)

    def _pledge(self, team: str, objective: str) -> dict[str, str]:
        return {
            "team": self._find("groups", team),
            "objective": self._find("objectives", objective),
        }

    def serve(self, feature: str, objective: str) -> None:
        """Let FEATURE serve OBJECTIVE."""
        key = self._find("features", feature, "key")
        aims = [self._find("objectives", objective, "key")]
        self._write("upsertFeature", product=PRODUCT, key=key, objectives=aims)

    def move(self, feature: str, stage: str, reason: str) -> None:
        """Move FEATURE to STAGE."""
        key = self._find("features", feature)
        self._write("moveFeature", feature=key, stage=stage, reason=reason)

    def decide(self, feature: str, insight: str, told: Told) -> None:
        """Decide about FEATURE, on the ground of INSIGHT."""
        insights = [self._find("insights", insight)]
        self._write("decide", feature=self._find("features", feature), insights=insights, **told)

    def champion(self, person: str, feature: str, since: str) -> None:
        """Let PERSON speak for FEATURE."""
        self._write(
            "addChampion",
            stakeholder=self._find("stakeholders", person),
            feature=self._find("features", feature),
            since_date=since,
        )

    def reach_out(self, feature: str, group: str, champion: str, told: Told) -> None:
        """Write down a conversation of CHAMPION with GROUP about FEATURE."""
        key = self._find("features", feature, "key")
        found = self._ask(CHAMPION, feature=key)["feature"]["champions"]["nodes"]
        [who] = [each["id"] for each in found if each["stakeholder"]["name"] == champion]
        self._write(
            "recordOutreach",
            feature=self._find("features", feature),
            group=self._find("groups", group),
            champion=who,
            **_date(told),
        )

    def print_brief(self, feature: str, group: str) -> str:
        """Give what GROUP has to know of FEATURE, as a text to hand out."""
        keys = {
            "feature": self._find("features", feature),
            "group": self._find("groups", group),
        }
        return str(self._ask(BRIEF, **keys)["node"]["brief"]["markdown"])

    def review(self, note: str) -> None:
        """Note what came of the one decision that is due."""
        [due] = self._ask(DUE)["decisions"]["nodes"]
        self._write("reviewDecision", decision=due["id"], outcome_note=note)


def _date(told: Told) -> Told:
    """Give what is TOLD with moments as the API reads them."""
    return {name: f"{text}Z" if name.endswith("_at") else text for name, text in told.items()}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))
