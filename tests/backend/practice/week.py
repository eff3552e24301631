"""A week of a product manager, step by step, whoever takes the steps and by which interface."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

Told: TypeAlias = dict[str, str]  # what is filled in, by the names that the domain gives it


class Hand(Protocol):
    """Whoever takes the steps: rows are named as people name them, never by ids."""

    def capture(self, title: str, told: Told) -> None:
        """Capture the insight TITLE."""

    def attach(self, title: str, feature: str) -> None:
        """Let the insight TITLE bear on FEATURE."""

    def state(self, person: str, feature: str, told: Told) -> None:
        """State for PERSON what they hold of FEATURE."""

    def look_alike(self, name: str) -> str:
        """Tell which features NAME may mean."""

    def add(self, name: str, told: Told) -> None:
        """Add the feature NAME."""

    def merge(self, duplicate: str, into: str, reason: str) -> None:
        """Let DUPLICATE become part of INTO."""

    def aim(self, title: str, told: Told) -> None:
        """Set the objective TITLE."""

    def commit(self, team: str, objective: str, statement: str) -> None:
        """Write down what TEAM contributes to OBJECTIVE."""

    def acknowledge(self, team: str, objective: str, by: str) -> None:
        """Let BY stand by what TEAM contributes to OBJECTIVE."""

    def serve(self, feature: str, objective: str) -> None:
        """Let FEATURE serve OBJECTIVE."""

    def move(self, feature: str, stage: str, reason: str) -> None:
        """Move FEATURE to STAGE."""

    def decide(self, feature: str, insight: str, told: Told) -> None:
        """Decide about FEATURE, on the ground of INSIGHT."""

    def champion(self, person: str, feature: str, since: str) -> None:
        """Let PERSON speak for FEATURE."""

    def reach_out(self, feature: str, group: str, champion: str, told: Told) -> None:
        """Write down a conversation of CHAMPION with GROUP about FEATURE."""

    def print_brief(self, feature: str, group: str) -> str:
        """Give what GROUP has to know of FEATURE, as a text to hand out."""

    def review(self, note: str) -> None:
        """Note what came of the one decision that is due."""


@dataclass(frozen=True)
class Step:
    """What is done on a DAY, which is TOLD in a few words."""

    day: str
    told: str
    take: Callable[[Hand], str | None]

    def __str__(self) -> str:
        """Name the step."""
        return f"{self.day}: {self.told}"


CLASHES: Final = "Clashes are noticed on the day"
RIVAL: Final = "A rival shares sheets"
AIM: Final = "Half as many clashes"

WEEK: Final[Sequence[Step]] = (
    Step(
        "Monday",
        "capture what bothers a customer",
        lambda hand: hand.capture(
            CLASHES,
            {
                "kind": "CUSTOMER_FEEDBACK",
                "mood": "BOTHERED",
                "body": "Two of us stood in the same hall.",
                "url": "https://calls.example/2026-03-02",
                "occurred_at": "2026-03-02T10:00:00",
            },
        ),
    ),
    Step(
        "Monday",
        "capture what a competitor does",
        lambda hand: hand.capture(
            RIVAL,
            {
                "kind": "COMPETITIVE_ANALYSIS",
                "mood": "NEUTRAL",
                "body": "It costs 4 a month.",
                "url": "https://rival.example/sheets",
                "occurred_at": "2026-03-01T08:30:00",
            },
        ),
    ),
    Step("Monday", "attach one", lambda hand: hand.attach(CLASHES, "Conflict radar")),
    Step("Monday", "attach the other", lambda hand: hand.attach(RIVAL, "Shared sheets")),
    Step(
        "Monday",
        "state what a customer craves",
        lambda hand: hand.state(
            "Nora",
            "Conflict radar",
            {
                "stance": "STRONGLY_SUPPORT",
                "importance": "CRITICAL",
                "willingness_to_pay": "40.00",
                "reason": "We lose a rehearsal a month.",
                "entered_by": "ada",
                "stated_at": "2026-03-02T10:05:00",
                "heard_at": "2026-03-02T10:05:00",
                "heard_in": "Call about the spring season",
            },
        ),
    ),
    Step(
        "Monday",
        "state what another is against",
        lambda hand: hand.state(
            "Omar",
            "Shared sheets",
            {
                "stance": "STRONGLY_OPPOSE",
                "importance": "IMPORTANT",
                "reason": "Our sheets are licensed.",
                "entered_by": "ada",
                "stated_at": "2026-03-02T15:00:00",
                "heard_at": "2026-03-02T15:00:00",
                "heard_in": "Visit to the hall",
            },
        ),
    ),
    Step("Tuesday", "find duplicates", lambda hand: hand.look_alike("Conflict radars")),
    Step(
        "Tuesday",
        "add it all the same",
        lambda hand: hand.add("Conflict radars", {"summary": "Warn of clashes."}),
    ),
    Step(
        "Tuesday",
        "merge the two",
        lambda hand: hand.merge("Conflict radars", "Conflict radar", "The same wish."),
    ),
    Step(
        "Wednesday",
        "set an objective",
        lambda hand: hand.aim(AIM, {"key": "half-as-many", "target_date": "2030-06-30"}),
    ),
    Step(
        "Wednesday",
        "a team commits itself",
        lambda hand: hand.commit("Engineering", AIM, "We build the radar."),
    ),
    Step(
        "Wednesday",
        "the team stands by it",
        lambda hand: hand.acknowledge("Engineering", AIM, "Grace"),
    ),
    Step("Wednesday", "a feature serves it", lambda hand: hand.serve("Conflict radar", AIM)),
    Step("Wednesday", "so does another", lambda hand: hand.serve("Shared sheets", AIM)),
    Step(
        "Thursday",
        "move a feature",
        lambda hand: hand.move("Tuner", "VALIDATION", "Ten players try the draft."),
    ),
    Step(
        "Thursday",
        "decide with the backing",
        lambda hand: hand.decide(
            "Conflict radar",
            CLASHES,
            {
                "outcome": "COMMIT",
                "rationale": "All who were heard want it.",
                "promise": "Half as many clashes by summer.",
                "review_on": "2030-07-01",
            },
        ),
    ),
    Step(
        "Thursday",
        "decide against the backing",
        lambda hand: hand.decide(
            "Shared sheets",
            RIVAL,
            {
                "outcome": "COMMIT",
                "rationale": "Without it the schools go elsewhere.",
                "promise": "Two schools more.",
                "review_on": "2030-08-01",
            },
        ),
    ),
    Step(
        "Friday",
        "name a champion",
        lambda hand: hand.champion("Grace", "Conflict radar", "2026-03-06"),
    ),
    Step(
        "Friday",
        "reach out",
        lambda hand: hand.reach_out(
            "Conflict radar",
            "Marketing",
            "Grace",
            {
                "contacted_by": "ada",
                "contacted_at": "2026-03-06T09:00:00",
                "outcome": "They want to see a draft first.",
                "result": "CONDITIONAL",
                "follow_up_date": "2030-01-15",
            },
        ),
    ),
    Step("Friday", "print", lambda hand: hand.print_brief("Conflict radar", "Marketing")),
    Step("Friday", "look back", lambda hand: hand.review("A third fewer; the rest is manual.")),
)


def play(hand: Hand, *, without: Step | None = None) -> list[str]:
    """Let HAND take every step of the week, WITHOUT one where that is named; give what it read."""
    answers = [step.take(hand) for step in WEEK if step is not without]
    return [answer for answer in answers if answer is not None]
