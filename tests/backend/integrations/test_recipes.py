"""Each recipe of the guide is run as it stands there; none needs a network beyond this machine."""

import subprocess
import sys
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import duckdb
import pytest
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer
from strawberry.relay import to_base64

from backend.access.issuing import Issued
from backend.access.scopes import Scope
from backend.feed.reading import find_end
from products.models import Feature
from stakeholders.models import Account, AlignmentScore, Stance
from tests.backend.integrations.exports.exporting import write
from tests.backend.integrations.recipes import Asked, load, read_scripts, serve
from tests.backend.integrations.webhooks.receivers import HERE, receiving
from tests.backend.integrations.webhooks.working import work
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
)
from tests.token_rows import build_token

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = {"tutti.py", "pull.py", "slack.py", "jira.py", "salesforce.py", "hook.py", "client.py"}
SEES = frozenset({Scope.READ_ALIGNMENT})


def build_backed(key: str = "dark", name: str = "Dark <mode>") -> Feature:
    """Build a feature of the product `drive` that somebody backs."""
    feature = build_feature(key, name, product=build_product("drive"))
    build_preference(build_stakeholder("Ann"), feature)
    return feature


def build_reader(*more: Scope) -> Issued:
    """Build a token that reads scores, and may do MORE."""
    return build_token(scopes=SEES | set(more))


def test_each_recipe_of_the_guide_is_run() -> None:
    assert set(read_scripts()) == NAMES
    assert len(read_scripts()["client.py"].splitlines()) <= 33


def test_a_copy_in_duckdb_is_brought_up_to_date(
    live_server: LiveServer, tmp_path: Path, settings: Settings
) -> None:
    settings.STATE_DIR = tmp_path
    feature, token = build_backed(), build_reader()
    database = str(tmp_path / "copy.duckdb")
    script = load("pull", tmp_path)

    script.pull(live_server.url, token.text, database, pause=write)
    before = AlignmentScore.objects.get().score
    build_preference(build_stakeholder("Ben"), feature, stance=Stance.STRONGLY_OPPOSE)
    script.pull(live_server.url, token.text, database, pause=write)
    script.pull(live_server.url, token.text, database, pause=write)

    after = AlignmentScore.objects.get().score
    with duckdb.connect(database) as duck:
        rows = duck.execute("SELECT key, score FROM features").fetchall()
        joined = "FROM moves JOIN features ON features.id = moves.feature"
        moves = duck.execute(f"SELECT key, before, after {joined}").fetchall()
        groups = duck.execute("SELECT count(*) FROM breakdowns").fetchall()
    assert rows == [("dark", after)]
    assert moves == [("dark", before, after)]
    assert groups == [(2,)]


def test_slack_is_told_of_far_moves_once(live_server: LiveServer, tmp_path: Path) -> None:
    feature, token = build_backed(), build_reader()
    script, cursor = load("slack", tmp_path), str(find_end())
    before = AlignmentScore.objects.get().score
    for _ in range(3):
        build_preference(build_stakeholder(), feature, stance=Stance.STRONGLY_OPPOSE)

    with serve(lambda _: (200, None)) as slack:
        place = script.tell_moves(live_server.url, token.text, cursor, slack.url, least=5)
        again = script.tell_moves(live_server.url, token.text, place, slack.url, least=5)

    assert again == place == str(find_end())
    assert slack.asked
    assert {(each.method, tuple(each.body)) for each in slack.asked} == {("POST", ("text",))}
    told = slack.asked[0].body["text"]
    assert told.startswith(f"*Dark &lt;mode&gt;* moved from {before:.0f} to ")


@dataclass
class Project:
    """A project of Jira with its ISSUES, which answers as Jira does, and checks what it is sent."""

    issues: dict[str, dict[str, object]] = field(default_factory=dict)

    def answer(self, asked: Asked) -> tuple[int, object]:
        """Answer what was ASKED."""
        address = urlsplit(asked.path)
        assert asked.headers["authorization"] == "Basic YTpi"
        match asked.method, address.path:
            case "GET", "/rest/api/3/search/jql":
                found = parse_qs(address.query)["jql"]
                assert found == ['project = "PRO" AND labels = "tutti-drive-dark"']
                return 200, {"issues": [{"id": key} for key in self.issues]}
            case "POST", "/rest/api/3/issue":
                self.issues["10000"] = asked.body["fields"]
                return 201, {"id": "10000"}
            case "PUT", "/rest/api/3/issue/10000":
                self.issues["10000"] |= asked.body["fields"]
                return 204, None
        return 404, None


def test_jira_has_one_issue_for_each_open_feature(live_server: LiveServer, tmp_path: Path) -> None:
    feature, token = build_backed(), build_reader()
    score = AlignmentScore.objects.get().score
    project = Project()

    def push(tag: str) -> str:
        told: str = script.push(
            live_server.url, token.text, "drive", jira.url, "a:b", "PRO", tag=tag
        )
        return told

    script = load("jira", tmp_path)
    with serve(project.answer) as jira:
        tag = push("")
        made = dict(project.issues["10000"])
        first = len(jira.asked)
        same = push(tag)
        second = len(jira.asked)
        Feature.objects.filter(pk=feature.pk).update(name="Darker")
        other = push(tag)

    assert made == {
        "summary": "Dark <mode>", "customfield_10001": score, "project": {"key": "PRO"},
        "issuetype": {"name": "Task"}, "labels": ["tutti-drive-dark"],
    }  # fmt: skip
    assert (first, second, same) == (2, 2, tag)
    assert project.issues == {"10000": made | {"summary": "Darker"}}
    assert other != tag


def test_salesforce_has_rows_by_external_id(live_server: LiveServer, tmp_path: Path) -> None:
    feature, token = build_backed(), build_reader()
    score = AlignmentScore.objects.get().score

    with serve(lambda _: (201, {"success": True})) as salesforce:
        for _ in range(2):
            load("salesforce", tmp_path).push(
                live_server.url, token.text, "drive", salesforce.url, "s"
            )

    name = quote(to_base64("Feature", feature.public_id), safe="")
    one = ("PATCH", f"/services/data/v62.0/sobjects/Tutti_Feature__c/Tutti_Id__c/{name}")
    assert [(each.method, each.path) for each in salesforce.asked] == [one, one]
    assert salesforce.asked[0].body == {
        "Name": "Dark <mode>", "Stage__c": "DISCOVERY", "Score__c": score,
    }  # fmt: skip
    assert salesforce.asked[0].headers["authorization"] == "Bearer s"


def test_accounts_of_salesforce_come_in_once(live_server: LiveServer, tmp_path: Path) -> None:
    segment = to_base64("Group", build_segment("retail").public_id)
    token = build_reader(Scope.WRITE_CATALOGUE, Scope.READ_PEOPLE, Scope.READ_COMMERCIAL)
    query = "/services/data/v62.0/query?q=SELECT+Id%2C+Name%2C+AnnualRevenue+FROM+Account"
    pages = {
        query: {
            "records": [{"Id": "001A", "Name": "Acme", "AnnualRevenue": 1200}],
            "nextRecordsUrl": "/services/data/v62.0/query/01g-2000",
        },
        "/services/data/v62.0/query/01g-2000": {
            "records": [{"Id": "001B", "Name": "Bolt", "AnnualRevenue": None}]
        },
    }
    script = load("salesforce", tmp_path)

    with serve(lambda asked: (200, pages[asked.path])) as salesforce:
        for _ in range(2):
            script.pull(live_server.url, token.text, segment, "EUR", salesforce.url, "s")

    rows = Account.objects.order_by("key").values_list("external_id", "name", "annual_value")
    assert list(rows) == [("001A", "Acme", Decimal(1200)), ("001B", "Bolt", Decimal(0))]


def test_a_hook_is_subscribed_and_told_and_unsubscribed(
    live_server: LiveServer, tmp_path: Path, settings: Settings
) -> None:
    settings.WEBHOOK_ALLOW = HERE
    feature, script = build_backed(), load("hook", tmp_path)
    token = build_reader(Scope.ADMIN_WEBHOOKS)
    types = ["alignment.changed"]

    with receiving() as receiver:
        hook = script.subscribe(live_server.url, token.text, receiver.url, types, "drive")
        build_preference(build_stakeholder(), feature, stance=Stance.OPPOSE)
        clock = work()
        script.unsubscribe(live_server.url, token.text, hook)
        build_preference(build_stakeholder(), feature, stance=Stance.OPPOSE)
        work(clock)

    (message,) = receiver.messages
    told = script.read(hook, message.headers, message.body)
    assert (told["type"], told["data"]["featureKey"]) == ("alignment.changed", "dark")


def test_the_client_prints_features(live_server: LiveServer, tmp_path: Path) -> None:
    build_backed()
    token, file = build_reader(), tmp_path / "client.py"
    file.write_text(read_scripts()["client.py"], encoding="utf-8")
    arguments = [f"{live_server.url}/graphql", token.text, "drive"]

    done = subprocess.run(
        [sys.executable, str(file), *arguments], capture_output=True, text=True, check=True
    )

    score = AlignmentScore.objects.get().score
    assert score is not None
    assert done.stdout == f"dark {round(score)}\n"
