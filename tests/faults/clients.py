"""Clients that write under idempotency keys, and try again for as long as nobody has answered."""

import http.client
import json
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from typing import Any, Final

import psycopg

from tests.faults.filling import Filling
from tests.faults.processes import manage

PAUSE: Final = 0.05  # seconds between two tries
PATIENCE: Final = 60  # seconds for an answer; whoever waits longer has found a fault
STATE: Final = """mutation ($in: StatePreferenceInput!) {
  statePreference(input: $in) { outcome errors { code message } } }"""
STORED: Final = "SELECT reason, count(*) FROM stakeholders_preferenceevent GROUP BY reason"
GOOD: Final = frozenset({"CREATED", "CHANGED"})
STANCES: Final = ("SUPPORT", "OPPOSE")


@dataclass(frozen=True)
class Answer:
    """An answer: its STATUS, which is 0 where none came, what it HOLDS, and the SECONDS it took."""

    status: int
    holds: Any
    seconds: float
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def codes(self) -> set[str]:
        """Give the codes of its errors."""
        errors = self.holds.get("errors", ()) if isinstance(self.holds, dict) else ()
        return {error["extensions"]["code"] for error in errors}

    @property
    def data(self) -> Any:  # noqa: ANN401 -- JSON
        """Give its data where it has no error, and nothing otherwise."""
        good = self.status == HTTPStatus.OK and not self.codes
        return self.holds["data"] if good else None


def ask(
    port: int, token: str, query: str, variables: Mapping[str, object] | None = None, key: str = ""
) -> Answer:
    """Send QUERY with VARIABLES under KEY, if there is one, to PORT; no answer is one, too."""
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {token}",
        "X-Forwarded-Proto": "https",
    } | ({"Idempotency-Key": key} if key else {})
    body = json.dumps({"query": query, "variables": dict(variables or {})})
    began = time.monotonic()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as line:
        try:
            line.request("POST", "/graphql", body, headers)
            response = line.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, repr(error), time.monotonic() - began)
    seconds = time.monotonic() - began
    named = {name.lower(): value for name, value in response.getheaders()}
    is_json = "json" in named.get("content-type", "")
    return Answer(response.status, json.loads(text) if is_json else text, seconds, named)


@dataclass
class Writer:
    """States one preference after the other as one person, each under a key of its own."""

    port: int
    filling: Filling
    place: int
    acknowledged: list[str] = field(default_factory=list)
    failures: list[Answer] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)

    def write(self, number: int) -> None:
        """State one preference, until it is acknowledged; its reason is its key."""
        key = f"{self.place}-{number}"
        features = self.filling.features
        given = {
            "stakeholder": self.filling.people[self.place],
            "feature": features[number % len(features)],
            "stance": STANCES[number // len(features) % len(STANCES)],
            "reason": key,
        }
        until = time.monotonic() + PATIENCE
        while (
            answer := ask(self.port, self.filling.token, STATE, {"in": given}, key)
        ).data is None:
            self.failures.append(answer)
            assert time.monotonic() < until, answer
            time.sleep(PAUSE)
        self.outcomes[answer.data["statePreference"]["outcome"]] += 1
        self.acknowledged.append(key)
        self.answers.append(answer)


@dataclass(frozen=True)
class Crowd:
    """Several WRITERS at once."""

    writers: Sequence[Writer]

    @property
    def acknowledged(self) -> list[str]:
        """Give the keys of all that was acknowledged."""
        return [key for each in self.writers for key in each.acknowledged]

    @property
    def failures(self) -> list[Answer]:
        """Give what came instead of acknowledgements."""
        return [answer for each in self.writers for answer in each.failures]

    @property
    def answers(self) -> list[Answer]:
        """Give the acknowledgements."""
        return [answer for each in self.writers for answer in each.answers]

    @property
    def refused(self) -> set[tuple[int, frozenset[str]]]:
        """Give how tries were answered that were refused: their statuses and codes."""
        return {(each.status, frozenset(each.codes)) for each in self.failures if each.status}

    @property
    def outcomes(self) -> set[str]:
        """Give what became of what was written."""
        return {outcome for each in self.writers for outcome in each.outcomes}


@contextmanager
def writing(port: int, filling: Filling, *, writers: int) -> Iterator[Crowd]:
    """Let WRITERS write to PORT until the block ends, and each what it has begun to its end."""
    crowd = Crowd([Writer(port, filling, place) for place in range(writers)])
    over = threading.Event()

    def work(writer: Writer) -> None:
        for number in count():
            if over.is_set():
                return
            writer.write(number)

    with ThreadPoolExecutor(writers) as threads:
        working = [threads.submit(work, each) for each in crowd.writers]
        try:
            yield crowd
        finally:
            over.set()
        for each in working:
            each.result()


def read_stored(database: str) -> dict[str, int]:
    """Read how often each key stands in the history that DATABASE, a URL, keeps."""
    if database.startswith("sqlite"):
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as line:
            return dict(line.execute(STORED).fetchall())
    with psycopg.connect(database) as connection:
        return dict(connection.execute(STORED).fetchall())


def find_losses(database: str, crowd: Crowd) -> list[str]:
    """Tell in DATABASE what is missing of what CROWD was acknowledged, and what stands twice."""
    stored = read_stored(database)
    lost = [f"{key} is lost" for key in crowd.acknowledged if key not in stored]
    return lost + [f"{key} stands {times} times" for key, times in stored.items() if times != 1]


def verify(database: str) -> str:
    """Count everything in DATABASE anew, and tell what that came to."""
    return manage(database, "verify_alignment").strip()
