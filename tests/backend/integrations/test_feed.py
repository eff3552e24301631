"""The feed over HTTP: a change a line, and where to go on in the headers."""

import json
from typing import Any, Final

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from backend.access.models import RoleGrant
from backend.access.scopes import Role, Scope
from backend.feed.epochs import renew_epoch
from backend.feed.pruning import prune
from backend.feed.reading import find_end
from stakeholders.models import AlignmentChange
from tests.backend.api.asking import id_of
from tests.builders import (
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_stakeholder,
)
from tests.token_rows import NOW, build_token, build_user

pytestmark = pytest.mark.django_db
BOTH: Final = frozenset({Scope.READ_ALIGNMENT, Scope.READ_PEOPLE})


@pytest.fixture(autouse=True)
def _behind_a_proxy(settings: Settings) -> None:
    """Let nobody be sent to a port beside this one."""
    settings.DEBUG = False


def get(query: str = "", *, scopes: frozenset[Scope] = BOTH, token: str = "") -> Any:  # noqa: ANN401 -- the test client's own class
    """Ask for /feed with QUERY, by a TOKEN or one for SCOPES."""
    text = token or build_token(scopes=scopes).text
    browser = Client(headers={"authorization": f"Bearer {text}", "x-forwarded-proto": "https"})
    return browser.get(f"/feed?{query}")


def read(answer: Any) -> list[dict[str, Any]]:  # noqa: ANN401 -- as above
    """Read the lines of ANSWER."""
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/x-ndjson")
    return [json.loads(line) for line in answer.content.decode().splitlines()]


def test_every_change_is_a_line_and_the_headers_tell_where_to_go_on() -> None:
    begin = find_end()
    objective = build_objective()

    answer = get(f"after={begin}&limit=1&nouns=objective,FEATURE")

    end = find_end()
    assert read(answer) == [
        {
            "cursor": str(end),
            "noun": "OBJECTIVE",
            "action": "UPSERT",
            "id": id_of(objective),
            "product": id_of(objective.product),
            "feature": None,
            "at": read(answer)[0]["at"],
        }
    ]
    assert (answer["Tutti-Cursor"], answer["Tutti-More"]) == (str(end), "false")
    following = f"/feed?after={end}&nouns=OBJECTIVE%2CFEATURE&limit=1"
    assert answer["Link"] == f'<{following}>; rel="next"'
    assert answer["Cache-Control"] == "no-store"


def test_a_reader_who_follows_the_links_reads_everything_once() -> None:
    for _ in range(5):
        build_product()
    token, address, told = build_token(scopes=BOTH).text, "limit=2", []

    for _ in range(3):
        answer = get(address, token=token)
        told += [line["id"] for line in read(answer)]
        address = answer["Link"].partition("?")[2].partition(">")[0]

    assert len(set(told)) == len(told) == 5
    assert read(get(address, token=token)) == []


def test_a_score_is_told_with_its_numbers_before_and_since() -> None:
    feature, people = build_feature(), [build_stakeholder(), build_stakeholder()]
    build_preference(people[0], feature)
    begin = find_end()
    build_preference(people[1], feature, stance=-2)

    line = read(get(f"after={begin}&nouns=SCORE"))[0]

    old, new = AlignmentChange.objects.order_by("pk")
    assert (line["id"], line["feature"]) == (id_of(new), id_of(feature))
    assert [line[name] for name in ("scoreBefore", "lowBefore", "highBefore")] == [
        old.score,
        old.low,
        old.high,
    ]
    assert [line[name] for name in ("score", "low", "high")] == [new.score, new.low, new.high]


def test_a_tombstone_tells_what_is_gone() -> None:
    objective = build_objective()
    begin, name, product = find_end(), id_of(objective), objective.product

    objective.delete()

    line = read(get(f"after={begin}"))[0]
    assert (line["action"], line["id"], line["product"]) == ("DELETE", name, id_of(product))


def test_the_end_can_be_asked_for_before_anything_is_read() -> None:
    build_product()

    answer = get("after=end")

    assert (read(answer), answer["Tutti-Cursor"]) == ([], str(find_end()))


def test_a_token_reads_what_its_scopes_open_in_its_products() -> None:
    feature, other = build_feature(), build_feature()
    person = build_stakeholder()
    build_preference(person, feature)
    build_preference(person, other)
    narrow = build_token(feature.product, scopes=frozenset({Scope.READ_ALIGNMENT})).text

    told = read(get(token=narrow))

    assert [line["noun"] for line in told] == ["PRODUCT", "FEATURE", "GROUP", "SCORE"]
    assert get(f"product={other.product.key}", token=narrow).status_code == 404
    mine = read(get(f"product={feature.product.key}", token=narrow))
    assert [line["noun"] for line in mine] == ["PRODUCT", "FEATURE", "SCORE"]


def test_who_may_see_nothing_is_refused() -> None:
    stranger = Client().get("/feed", secure=True)
    writer = get(scopes=frozenset({Scope.WRITE_PREFERENCES}))
    forged = get(token="tutti_" + "x" * 43)

    assert [(each.status_code, each.json()["code"]) for each in (stranger, writer, forged)] == [
        (401, "UNAUTHENTICATED"),
        (403, "FORBIDDEN"),
        (401, "UNAUTHENTICATED"),
    ]
    assert forged["WWW-Authenticate"].startswith("Bearer")


NARROW: Final = frozenset({Scope.READ_ALIGNMENT})
OF_PEOPLE: Final = "ACCOUNT, STAKEHOLDER, PREFERENCE, EVIDENCE, CHAMPION, OUTREACH"


@pytest.mark.parametrize(
    "query", ["nouns=PREFERENCE", "nouns=ACCOUNT,CHAMPION", "nouns=PREFERENCE&after=end"]
)
def test_kinds_that_are_never_told_are_refused_with_the_scope_they_take(query: str) -> None:
    build_preference(build_stakeholder(), build_feature())

    answer = get(query, scopes=NARROW)

    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert answer.json() == {
        "type": "about:blank", "status": 403, "code": "FORBIDDEN",
        "detail": "This needs read:people.", "scope": "read:people",
    }  # fmt: skip
    assert "Tutti-Cursor" not in answer


@pytest.mark.parametrize(
    ("query", "withheld"),
    [
        ("", OF_PEOPLE),
        ("after=end", OF_PEOPLE),
        ("nouns=PREFERENCE,FEATURE,PREFERENCE", "PREFERENCE"),
        ("nouns=FEATURE", None),
    ],
)
def test_kinds_that_are_left_out_are_told_in_a_header(query: str, withheld: str | None) -> None:
    build_preference(build_stakeholder(), build_feature())

    narrow, wide = get(query, scopes=NARROW), get(query)

    assert "PREFERENCE" not in {line["noun"] for line in read(narrow)}
    assert (narrow.get("Tutti-Withheld"), wide.get("Tutti-Withheld")) == (withheld, None)


def test_a_scope_counts_in_the_product_that_is_named() -> None:
    mine, other = build_feature(), build_feature()
    person = build_stakeholder()
    build_preference(person, mine)
    build_preference(person, other)
    user = build_user(mine.product, role=Role.CURATOR)
    RoleGrant.objects.create(user=user, product=other.product, role=Role.VIEWER)
    browser = Client(headers={"x-forwarded-proto": "https"})
    browser.force_login(user)

    answers = [
        browser.get(f"/feed?nouns=PREFERENCE{more}")
        for more in ("", f"&product={mine.product.key}", f"&product={other.product.key}")
    ]

    assert [each.status_code for each in answers] == [200, 200, 403]
    assert [len(read(each)) for each in answers[:2]] == [1, 1]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("after=nonsense", "'nonsense' is no cursor of the feed."),
        ("after=", "'' is no cursor of the feed."),
        ("nouns=FEATURE,IDEA", "nouns has 'IDEA'; there are PRODUCT, "),
        ("limit=0", "limit is '0'; it takes a number from 1 to 1000."),
        ("limit=-1", "limit is '-1'; it takes a number from 1 to 1000."),
        ("wait=61", "wait is '61'; it takes a number from 0 to 60."),
        ("wait=ten", "wait is 'ten'; it takes a number from 0 to 60."),
        ("since=1", "'since' is unknown, or given twice; there are after, nouns, "),
        ("limit=1&limit=2", "'limit' is unknown, or given twice; "),
    ],
)
def test_nonsense_is_refused_by_name(query: str, told: str) -> None:
    answer = get(query)

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["detail"].startswith(told)


def test_stale_cursors_are_gone_and_tell_how_to_resync() -> None:
    begin = find_end()
    build_product()
    find_end()
    prune(now=NOW.replace(year=NOW.year + 1), days=1)
    expired = get(f"after={begin}")
    end = find_end()
    renew_epoch()
    foreign = get(f"after={end}")

    assert [each.status_code for each in (expired, foreign)] == [410, 410]
    problem = expired.json()
    assert (problem["code"], problem["resync"]) == ("CURSOR_EXPIRED", "/feed?after=end")
    assert problem["detail"] == (
        "What follows this cursor is too old to be kept. Read everything anew, and go on from the"
        " cursor that the feed gives for after=end before that."
    )


def test_requests_are_counted_and_only_read() -> None:
    answer, posted = get("limit=100"), Client().post("/feed", secure=True)

    assert answer["RateLimit-Policy"] == '"cost";q=1000000;w=3600;qu="cost"'
    assert answer["RateLimit"].startswith('"cost";r=999970;')
    assert (posted.status_code, posted["Allow"]) == (405, "GET")


def test_who_has_spent_everything_is_told_when_to_come_again(settings: Settings) -> None:
    settings.COST_PER_HOUR = 50
    token = build_token(scopes=BOTH).text

    answers = [get(token=token), get(token=token)]

    assert [each.status_code for each in answers] == [200, 429]
    assert answers[1].json()["code"] == "RATE_LIMITED"
    assert int(answers[1]["Retry-After"]) > 0


def test_who_wants_to_wait_is_answered_at_once_or_sent_to_the_streams(settings: Settings) -> None:
    at_once = get("wait=30")
    settings.DEBUG, settings.STREAM_PORT = True, 8001
    sent = get("wait=30&limit=5")

    assert (at_once.status_code, at_once["Tutti-Waited"]) == (200, "0")
    assert (sent.status_code, sent["Location"]) == (
        307,
        "https://testserver:8001/feed?wait=30&limit=5",
    )
