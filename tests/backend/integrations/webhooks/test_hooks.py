"""Programs subscribe and unsubscribe addresses by REST, where their token lets them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from backend.access.issuing import SHELL, Issued, revoke_token, rotate_token
from backend.access.scopes import Scope
from backend.integrations.webhooks import endpoints
from backend.integrations.webhooks.endpoints import resume
from backend.integrations.webhooks.models import Endpoint, Reason, Standing
from backend.networks import read_allowed
from products.models import Product
from tests.backend.access.people import build_login
from tests.backend.integrations.webhooks.receivers import receiving
from tests.backend.integrations.webhooks.working import build_endpoint, open_message, work
from tests.builders import build_feature, build_product
from tests.token_rows import NOW, build_token, build_user

pytestmark = pytest.mark.django_db

HOOKS = frozenset({Scope.ADMIN_WEBHOOKS})
URL = "https://hooks.example.com/in"


def build_hooker(*products: Product) -> Issued:
    """Build a token that subscribes in PRODUCTS, or in all."""
    maker = build_user(*products) if products else None
    return build_token(*products, scopes=HOOKS, maker=maker)


def ask(method: str, path: str, token: Issued | str, body: object = None) -> Any:  # noqa: ANN401 -- the test client's own class
    """Send BODY to PATH by METHOD with TOKEN."""
    text = token if isinstance(token, str) else token.text
    more = {} if body is None else {"data": body, "content_type": "application/json"}
    call = getattr(Client(), method)
    return call(path, headers={"Authorization": f"Bearer {text}"}, **more)


def test_a_program_subscribes_and_is_told_and_unsubscribes() -> None:
    product = build_product("drive")
    token = build_hooker(product)
    with receiving() as receiver:
        made = ask("post", "/hooks", token, {"url": receiver.url, "types": ["feature.changed"]})
        told = made.json()
        feature = build_feature(product=product)
        clock = work()
        gone = ask("delete", made["Location"], token)
        build_feature(product=product)
        work(clock)

    assert (made.status_code, gone.status_code) == (201, 204)
    assert made["Location"] == f"/hooks/{told['id']}"
    assert (told["product"], told["types"], told["standing"]) == (
        "drive", ["feature.changed"], "ACTIVE",
    )  # fmt: skip
    (message,) = receiver.messages
    assert open_message(message, told["secret"])["data"]["featureKey"] == feature.key
    assert Endpoint.objects.count() == 0


def test_what_was_subscribed_is_listed_without_its_secret() -> None:
    product = build_product("drive")
    token = build_hooker(product)
    made = ask("post", "/hooks", token, {"url": URL, "name": "Zap 1"}).json()
    secret = made.pop("secret")

    listed = ask("get", "/hooks", token)
    one = ask("get", f"/hooks/{made['id']}", token)

    assert listed.json() == {"hooks": [made]}
    assert one.json() == made
    assert secret not in listed.content.decode() + one.content.decode()
    assert (made["name"], listed["Cache-Control"]) == ("Zap 1", "no-store")


def test_a_token_touches_what_it_has_subscribed_and_nothing_else() -> None:
    product = build_product()
    mine, other = build_hooker(product), build_hooker(product)
    made = ask("post", "/hooks", other, {"url": URL}).json()
    by_hand = build_endpoint(URL, product=product).endpoint.public_id

    answers = [ask("delete", f"/hooks/{each}", mine) for each in (made["id"], by_hand)]

    assert [each.status_code for each in answers] == [404, 404]
    assert answers[0]["Content-Type"] == "application/problem+json"
    assert answers[0].json() == {
        "type": "about:blank", "status": 404, "code": "NOT_FOUND",
        "detail": "There is no such hook.",
    }  # fmt: skip
    assert ask("get", "/hooks", mine).json() == {"hooks": []}
    assert Endpoint.objects.count() == 2


def test_a_hook_is_of_the_product_that_is_named() -> None:
    first, second, other = (build_product(key) for key in ("a", "b", "c"))
    token = build_hooker(first, second)

    answers = [
        ask("post", "/hooks", token, {"url": URL} | more)
        for more in ({"product": "b"}, {"product": "c"}, {"product": "\0"}, {})
    ]

    assert [each.status_code for each in answers] == [201, 404, 404, 400]
    assert list(Endpoint.objects.values_list("product__key")) == [("b",)]
    assert other.key == "c"


def test_a_token_for_all_products_subscribes_in_all() -> None:
    made = ask("post", "/hooks", build_hooker(), {"url": URL})

    assert (made.status_code, made.json()["product"]) == (201, None)


@pytest.mark.parametrize(
    ("body", "told", "argument"),
    [
        ([], "Send a JSON object.", None),
        ("{", "Send a JSON object.", None),
        (
            {"url": URL, "hookUrl": 1},
            "'hookUrl' is not known; send url, product, types, name.",
            None,
        ),
        ({"url": 1}, "url is no text.", ["url"]),
        ({"url": URL, "types": "feature.changed"}, "types is no list.", ["types"]),
        ({"url": URL, "types": [1]}, "types is no list of texts.", ["types"]),
        (
            {"url": URL, "types": ["feature"]},
            "types: There is no type of messages 'feature'.",
            ["types"],
        ),
        ({}, "url: this is no address that messages are sent to", ["url"]),
        ({"url": "https://10.0.0.1/"}, "url: the address leads into a private network", ["url"]),
        ({"url": URL, "name": "x" * 101}, "name: At most 100 characters.", ["name"]),
        ({"url": URL, "name": "a\nb"}, "name: Say what it is for.", ["name"]),
    ],
)
def test_what_cannot_be_subscribed_is_told(
    body: object, told: str, argument: list[str] | None
) -> None:
    made = ask("post", "/hooks", build_hooker(), body)

    assert (made.status_code, made["Content-Type"]) == (400, "application/problem+json")
    problem = made.json()
    assert (problem["code"], problem["detail"]) == ("BAD_USER_INPUT", told)
    assert problem.get("argument") == argument
    assert Endpoint.objects.count() == 0


def test_all_fields_at_fault_are_told_at_once() -> None:
    made = ask("post", "/hooks", build_hooker(), {"url": "http://a.example/", "types": ["x"]})

    problem = made.json()
    told = [(each["path"], each["code"], each["message"]) for each in problem["errors"]]
    assert told == [
        (["url"], "INVALID", "the address has to begin with https://"),
        (["types"], "INVALID", "There is no type of messages 'x'."),
    ]
    assert problem["argument"] == ["url"]


def test_a_token_without_the_scope_is_told_which_one_it_lacks() -> None:
    answer = ask("get", "/hooks", build_token())

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (403, "FORBIDDEN")
    assert (problem["detail"], problem["scope"]) == ("This needs admin:webhooks.", "admin:webhooks")


def test_there_are_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "MOST", 1)
    token = build_hooker()

    codes = [ask("post", "/hooks", token, {"url": URL}).status_code for _ in range(2)]

    assert codes == [201, 400]


def test_who_may_not_is_refused() -> None:
    product = build_product()
    reader = build_token(product, maker=build_user(product))
    revoked = build_hooker(product)
    revoke_token(revoked.token, maker=SHELL, at=NOW)

    answers = [
        Client().post("/hooks", {"url": URL}, content_type="application/json"),
        ask("post", "/hooks", "tutti_nonsense", {"url": URL}),
        ask("put", "/hooks", "tutti_nonsense", {"url": URL}),
        ask("post", "/hooks", revoked, {"url": URL}),
        ask("post", "/hooks", reader, {"url": URL}),
        ask("put", "/hooks", build_hooker(product), {"url": URL}),
    ]

    assert [each.status_code for each in answers] == [401, 401, 401, 401, 403, 405]
    assert Endpoint.objects.count() == 0


def test_a_session_is_no_program() -> None:
    browser = Client()
    browser.force_login(build_login("ann"))

    answer = browser.post("/hooks", {"url": URL}, content_type="application/json")

    assert (answer.status_code, answer["WWW-Authenticate"][:6]) == (401, "Bearer")


def test_hooks_go_over_to_the_token_that_takes_over() -> None:
    product = build_product()
    old = build_hooker(product)
    made = ask("post", "/hooks", old, {"url": URL}).json()
    new = rotate_token(old.token, maker=SHELL, overlap=timedelta(), at=timezone.now())

    at_once = ask("get", f"/hooks/{made['id']}", new).status_code
    work()

    assert at_once == 200
    assert Endpoint.objects.get().token == new.token
    assert ask("delete", f"/hooks/{made['id']}", new).status_code == 204


def test_what_a_revoked_token_has_subscribed_ends() -> None:
    product = build_product()
    token = build_hooker(product)
    with receiving() as receiver:
        ask("post", "/hooks", token, {"url": receiver.url})
        revoke_token(token.token, maker=SHELL, at=timezone.now())
        build_feature(product=product)
        clock = work()
        stopped = Endpoint.objects.get()
        before = len(receiver.messages)
        resume(stopped)
        work(clock)

    assert (stopped.standing, stopped.reason, before) == (Standing.DISABLED, Reason.REVOKED, 0)
    assert (Endpoint.objects.get().standing, len(receiver.messages)) == (Standing.ACTIVE, 1)


@pytest.mark.parametrize(
    ("debug", "allowed", "codes"),
    [
        (False, "", [400, 400, 400]),
        (True, "", [201, 400, 201]),
        (False, "localhost,127.0.0.1", [400, 201, 201]),
        (True, "localhost,127.0.0.1", [201, 201, 201]),
    ],
)
def test_development_lets_plain_http_through_and_no_private_address(
    settings: Settings,
    debug: bool,  # noqa: FBT001 -- pytest passes parameters by name
    allowed: str,
    codes: list[int],
) -> None:
    settings.DEBUG = debug
    settings.WEBHOOK_ALLOW = read_allowed("WEBHOOK_ALLOW", source={"WEBHOOK_ALLOW": allowed})
    token = build_hooker()

    answers = [
        ask("post", "/hooks", token, {"url": f"http://{host}/in"})
        for host in ("crm.example", "127.0.0.1:9000", "localhost:9000")
    ]

    assert [each.status_code for each in answers] == codes
