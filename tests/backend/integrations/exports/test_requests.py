"""Exports are asked for, looked after and fetched by REST, by those who asked and nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from backend.access.callers import describe_user
from backend.access.issuing import SHELL, revoke_token
from backend.access.models import RoleGrant
from backend.access.scopes import Role, Scope
from backend.integrations.exports import asking
from backend.integrations.exports.asking import Order, ask
from backend.integrations.exports.models import Export, Format, Noun, Status
from backend.queue.models import Task
from products.models import Product
from tests.backend.integrations.exports.exporting import (
    SIGHT,
    build_reader,
    call,
    fetch,
    order,
    write,
)
from tests.builders import build_feature, build_preference, build_product, build_stakeholder
from tests.token_rows import build_token, build_user

pytestmark = pytest.mark.django_db

FEATURES = {"noun": "features", "format": "ndjson"}


def sign_in(*products: Product, role: Role = Role.CURATOR) -> Client:
    """Sign in somebody with ROLE in PRODUCTS."""
    browser = Client()
    browser.force_login(build_user(*products, role=role))
    return browser


def _get(browser: Client, address: str) -> int:
    """Fetch ADDRESS by BROWSER to its end; give the status."""
    answer = browser.get(address)
    assert b"".join(answer)
    return answer.status_code


def codes(answers: list[Any]) -> list[tuple[int, str]]:
    """Give status and code of ANSWERS that refuse."""
    return [(each.status_code, each.json()["code"]) for each in answers]


def test_an_export_is_asked_for_and_told_of_until_it_is_there() -> None:
    feature = build_feature(product=build_product("drive"))
    token = build_reader(feature.product)

    made = call("post", "/exports", token, FEATURES | {"product": "drive"})
    before = call("get", made["Location"], token)
    write()
    after = call("get", made["Location"], token)

    told = made.json()
    assert (made.status_code, made["Retry-After"], before["Retry-After"]) == (202, "1", "1")
    assert made["Location"] == f"/exports/{told['id']}"
    assert before.json() == told
    assert (told["status"], told["progress"], told["file"], told["cursor"]) == (
        "PENDING", {"done": 0, "total": None}, None, None,
    )  # fmt: skip
    done = after.json()
    assert (done["status"], done["progress"], done["rows"]) == ("DONE", {"done": 1, "total": 1}, 1)
    assert done["file"] == f"/exports/{told['id']}/file"
    assert "Retry-After" not in after
    assert call("get", "/exports", token).json() == {"exports": [done]}


def test_progress_is_told_meanwhile() -> None:
    token = build_reader(build_feature().product)
    made = call("post", "/exports", token, FEATURES)
    Task.objects.update(done=3, total=7)

    told = call("get", made["Location"], token).json()

    assert told["progress"] == {"done": 3, "total": 7}


def test_a_file_says_which_place_in_the_feed_it_is_consistent_with() -> None:
    feature = build_feature()
    token = build_reader(feature.product)
    export = order(token, **FEATURES)

    answer = fetch(token, export)

    first = answer.file.splitlines()[0].decode()
    assert answer["Tutti-Cursor"] == export.cursor
    assert f'"cursor":"{export.cursor}"' in first
    assert call("get", f"/exports/{export.public_id}", token).json()["cursor"] == export.cursor
    assert answer["Content-Disposition"] == f'attachment; filename="{export.file_name}"'


def test_an_export_is_nobody_elses() -> None:
    product = build_feature().product
    mine, other = build_reader(product), build_reader(product)
    export = order(mine, **FEATURES)

    answers = [
        call("get", f"/exports/{export.public_id}", other),
        call("delete", f"/exports/{export.public_id}", other),
        fetch(other, export),
        sign_in(product).get(f"/exports/{export.public_id}/file"),
    ]

    assert codes(answers) == [(404, "NOT_FOUND")] * 4
    assert call("get", "/exports", other).json() == {"exports": []}


def test_who_has_lost_a_role_since_gets_nothing_of_what_it_showed() -> None:
    feature = build_feature()
    build_preference(build_stakeholder(), feature)
    browser = sign_in(feature.product)
    made = browser.post("/exports", {"noun": "preferences"}, content_type="application/json").json()
    write()
    address = f"/exports/{made['id']}/file"

    before = _get(browser, address)
    RoleGrant.objects.update(role=Role.CONTRIBUTOR)
    after = browser.get(address)
    RoleGrant.objects.update(role=Role.CURATOR)

    assert before == 200
    assert codes([after]) == [(403, "FORBIDDEN")]
    assert _get(browser, address) == 200


def test_a_revoked_token_fetches_nothing() -> None:
    token = build_reader(build_feature().product)
    export = order(token, **FEATURES)
    revoke_token(token.token, maker=SHELL, at=timezone.now())

    assert codes([fetch(token, export)]) == [(401, "UNAUTHENTICATED")]


def test_what_is_not_theirs_is_refused_before_anything_is_written(settings: Settings) -> None:
    settings.PUBLIC_READ = True
    mine, other = build_product("mine"), build_product("other")
    viewer = build_token(mine, maker=build_user(mine))
    settings.PUBLIC_READ = False
    people = {"noun": "preferences"}

    answers = [
        call("post", "/exports", None, FEATURES),
        call("get", "/exports", None),
        call("post", "/exports", viewer, people),
        call("post", "/exports", viewer, people | {"product": "mine"}),
        call("post", "/exports", viewer, FEATURES | {"product": other.key}),
        call("post", "/exports", viewer, FEATURES | {"product": "\0"}),
    ]

    assert codes(answers) == [
        (401, "UNAUTHENTICATED"), (401, "UNAUTHENTICATED"), (403, "FORBIDDEN"), (403, "FORBIDDEN"),
        (404, "NOT_FOUND"), (404, "NOT_FOUND"),
    ]  # fmt: skip
    assert Export.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("{", "Send a JSON object."),
        ([], "Send a JSON object."),
        ({}, "noun is one of: features, breakdowns, preferences."),
        ({"noun": "features", "format": "xls"}, "format is one of: csv, ndjson, parquet."),
        ({"noun": 1}, "noun is no text."),
        (
            {"noun": "features", "since": "x"},
            "'since' is not known; send noun, format, product, changedSince.",
        ),
        *(
            (
                {"noun": "features", "changedSince": moment},
                "changedSince is a moment with its zone, such as 2026-05-04T12:00:00Z.",
            )
            for moment in ("yesterday", "2026-05-04T12:00:00", "2026-15-04T12:00:00Z")
        ),
    ],
)
def test_what_cannot_be_asked_for_is_told(body: object, told: str) -> None:
    answer = call("post", "/exports", build_reader(build_product()), body)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == told


def test_no_page_of_another_origin_can_ask_with_a_session() -> None:
    browser = sign_in(build_product())

    answer = browser.post("/exports", '{"noun": "features"}', content_type="text/plain")

    assert answer.status_code == 400
    assert Export.objects.count() == 0


def test_the_same_request_under_a_key_is_one_export() -> None:
    token = build_reader(build_feature().product)

    answers = [
        call("post", "/exports", token, body, Idempotency_Key='"k1"')
        for body in (FEATURES, FEATURES, {"noun": "breakdowns"})
    ]

    assert [each.status_code for each in answers] == [202, 202, 422]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Export.objects.count() == Task.objects.count() == 1


def test_there_are_only_so_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST", 1)
    token = build_reader(build_product())

    answers = [call("post", "/exports", token, FEATURES) for _ in range(2)]
    write()

    assert [each.status_code for each in answers] == [202, 429]
    assert call("post", "/exports", token, FEATURES).status_code == 202


def test_what_is_not_ready_cannot_be_fetched() -> None:
    token = build_reader(build_product())
    call("post", "/exports", token, FEATURES)
    export = Export.objects.get()

    pending = fetch(token, export)
    Export.objects.update(status=Status.GONE)

    assert codes([pending, fetch(token, export)]) == [(409, "CONFLICT"), (410, "NOT_FOUND")]


def test_a_removed_export_is_gone_with_its_file(settings: Settings) -> None:
    token = build_reader(build_feature().product)
    export = order(token, **FEATURES)

    answer = call("delete", f"/exports/{export.public_id}", token)

    assert answer.status_code == 204
    assert list(settings.STATE_DIR.joinpath("exports").iterdir()) == []
    assert Export.objects.count() == 0


def test_one_that_is_removed_before_it_is_written_leaves_nothing(settings: Settings) -> None:
    token = build_reader(build_feature().product)
    made = call("post", "/exports", token, FEATURES)
    call("delete", made["Location"], token)

    assert write() == 1
    assert (
        not settings.STATE_DIR.joinpath("exports").exists()
        or list(settings.STATE_DIR.joinpath("exports").iterdir()) == []
    )
    assert Task.objects.get().status == "DONE"


def test_somebody_who_signed_in_asks_as_themselves() -> None:
    product = build_product()
    user = build_user(product, role=Role.VIEWER)

    export = ask(Order(noun=Noun.FEATURES, form=Format.CSV), by=describe_user(user))

    assert (export.asker, export.user) == (f"user:{user.pk}", user)
    assert export.sight == {
        Scope.READ_ALIGNMENT.value: [product.pk],
        Scope.READ_COMMERCIAL.value: [],
    }


def test_lists_cost_the_same_however_long(django_assert_num_queries: Any) -> None:  # noqa: ANN401 -- pytest-django's own
    token = build_reader(build_product(), scopes=SIGHT)
    for number in (1, 3):
        while Export.objects.count() < number:
            call("post", "/exports", token, FEATURES)
        call("get", "/exports", token)  # it notes when the token was last used
        with django_assert_num_queries(2):
            assert len(call("get", "/exports", token).json()["exports"]) == number
    assert timezone.now() - timedelta(days=1) < Export.objects.latest("pk").created_at
