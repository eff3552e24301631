"""The admin's pages for tokens: shown once, acted on in the list, and kept to owners."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.access.models import Token
from backend.access.scopes import TOKEN_SCOPES, Role
from backend.access.token_forms import MEANINGS
from backend.access.tokens import FORM, TokenRefusedError, find_bearer
from products.models import Product
from tests.admin_pages import log_in, post, send
from tests.builders import build_product
from tests.token_rows import build_token, build_user

pytestmark = pytest.mark.django_db

ADD = "/admin/access/token/add/"
LIST = "/admin/access/token/"


def log_in_as(user: User) -> Client:
    """Give a browser in which USER, who may open the admin, is logged in."""
    User.objects.filter(pk=user.pk).update(is_staff=True)
    browser = Client(headers={"x-forwarded-proto": "https"})
    browser.force_login(user)
    return browser


def act(browser: Client, action: str, *tokens: Token) -> str:
    """Mark TOKENS in their list, and let ACTION be done."""
    chosen = [str(token.pk) for token in tokens]
    return post(browser, LIST, {"action": action, "_selected_action": chosen}).text


def find_tokens(text: str) -> list[str]:
    """Find the tokens that are shown in TEXT, a page."""
    return re.findall(rf"<code>({FORM.pattern})</code>", text)


def is_good(text: str) -> bool:
    """Tell whether the token TEXT is accepted."""
    try:
        find_bearer(text, at=datetime.now(UTC))
    except TokenRefusedError:
        return False
    return True


def test_a_token_is_made_and_shown_once() -> None:
    product = build_product()
    browser = log_in()

    answer = send(browser, ADD, name="CRM", scopes=["read:people"], products=[str(product.pk)])

    token = Token.objects.get()
    (text,) = find_tokens(answer.text)
    pages = [LIST, f"{LIST}{token.pk}/change/", f"{LIST}{token.pk}/history/"]
    again = "".join(browser.get(page).content.decode() for page in pages)
    assert is_good(text)
    assert (token.name, token.scopes, list(token.products.all())) == (
        "CRM",
        ["read:people"],
        [product],
    )
    assert (token.created_by.username if token.created_by else "") == "curator"
    assert (find_tokens(again), text in again, token.digest in again) == ([], False, False)
    assert text not in "".join(LogEntry.objects.values_list("object_repr", flat=True))


@pytest.mark.parametrize(
    ("edits", "complaint"),
    [
        ({"scopes": []}, "This field is required."),
        ({"scopes": ["admin:access"]}, "Select a valid choice."),
        ({"products": []}, "Name products, or choose all of them."),
        ({"all_products": "on"}, "Name products, or choose all of them."),
        ({"expires_at_0": "2020-01-01"}, "This is past."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_what_no_token_can_be_is_told_beside_the_field(
    edits: dict[str, object], complaint: str
) -> None:
    good = {"name": "X", "scopes": ["read:people"], "products": [str(build_product().pk)]}

    answer = send(log_in(), ADD, **{**good, **edits})

    assert any(complaint in each for each in answer.complaints), answer.complaints
    assert not Token.objects.exists()


def test_an_owner_sees_and_makes_tokens_of_their_products_only() -> None:
    mine, other = build_product(), build_product()
    owner = build_user(mine)
    seen, hidden = build_token(mine).token, build_token(other).token
    browser = log_in_as(owner)

    listed = browser.get(LIST).content.decode()
    refused = send(browser, ADD, name="X", scopes=["read:people"], products=[str(other.pk)])
    made = send(browser, ADD, name="X", scopes=["read:people"], products=[str(mine.pk)])

    assert (seen.name in listed, hidden.name in listed) == (True, False)
    assert any("Select a valid choice" in each for each in refused.complaints)
    assert "all_products" not in browser.get(ADD).content.decode()
    assert len(find_tokens(made.text)) == 1
    assert Token.objects.get(name="X").created_by == owner


def test_whoever_owns_nothing_has_no_pages_for_tokens() -> None:
    product = build_product()
    token = build_token(product).token
    browser = log_in_as(build_user(product, role=Role.CURATOR))

    codes = {browser.get(page).status_code for page in (LIST, ADD, f"{LIST}{token.pk}/change/")}

    assert codes == {403}


def test_a_token_is_rotated_from_the_list() -> None:
    old = build_token(build_product())
    browser = log_in()

    (text,) = find_tokens(act(browser, "rotate", old.token))
    again = act(browser, "rotate", old.token)

    assert (is_good(old.text), is_good(text)) == (True, True)
    assert Token.objects.get(replaces=old.token).name == old.token.name
    assert "It was rotated before" in again


def test_tokens_are_revoked_from_the_list() -> None:
    issued = [build_token(build_product()) for _ in range(2)]

    act(log_in(), "revoke", *(each.token for each in issued))

    assert [is_good(each.text) for each in issued] == [False, False]


def test_a_token_cannot_be_touched_by_whoever_owns_but_one_of_its_products() -> None:
    mine, other = build_product(), build_product()
    issued = build_token(mine, other)
    browser = log_in_as(build_user(mine))

    act(browser, "revoke", issued.token)
    act(browser, "rotate", issued.token)

    assert (is_good(issued.text), Token.objects.count()) == (True, 1)


@pytest.mark.parametrize("action", ["rotate", "revoke"])
def test_where_one_of_several_tokens_may_not_be_touched_none_is(action: str) -> None:
    mine, other = build_product(), build_product()
    issued = [build_token(mine, other), build_token(mine)]  # the latest comes first in the list
    browser = log_in_as(build_user(mine))

    act(browser, action, *(each.token for each in issued))

    assert [is_good(each.text) for each in issued] == [True, True]
    assert set(Token.objects.all()) == {each.token for each in issued}


def test_the_admin_knows_people_by_their_sessions_alone() -> None:
    text = build_token(build_product()).text
    shown = [f"Bearer {text}", "Basic YTpi", ""]

    known = [log_in().get(LIST, headers={"authorization": each}).status_code for each in shown]
    strange = [Client().get(LIST, headers={"authorization": each}, secure=True) for each in shown]

    assert known == [200] * 3
    assert [answer["Location"].startswith("/admin/login/") for answer in strange] == [True] * 3


@pytest.mark.parametrize("page", ["change", "delete"])
def test_a_token_is_neither_edited_nor_deleted(page: str) -> None:
    token = build_token(build_product()).token

    answer = log_in().post(f"{LIST}{token.pk}/{page}/", {"name": "other", "post": "yes"})

    assert answer.status_code == 403
    assert Token.objects.get().name == token.name


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_of_tokens_costs_the_same_however_long(rows: int) -> None:
    maker = build_user(*(build_product() for _ in range(2)))
    for _ in range(rows):
        build_token(*Product.objects.all(), maker=maker)
    browser = log_in()
    browser.get(LIST)

    with CaptureQueriesContext(connection) as captured:
        browser.get(LIST)

    assert len(captured) == 6


def test_the_form_says_what_each_scope_allows() -> None:
    page = log_in().get(ADD).content.decode()

    for scope in TOKEN_SCOPES:
        assert f"{scope.value}: {MEANINGS[scope]}" in unescape(page)
