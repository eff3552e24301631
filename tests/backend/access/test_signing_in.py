"""People sign in by password, and prove it by more where their roles need it."""

import re
from http import HTTPStatus
from time import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from backend.access.scopes import Role
from tests.backend.access import people
from tests.backend.access.people import add_app, build_login, come_by, find_user, lead, sign_in
from tests.builders import build_product

pytestmark = pytest.mark.django_db

VIEWER = "{ viewer { name } }"


@pytest.mark.parametrize("login", ["ada", "ada@house.example", "ADA@House.Example", " ada "])
def test_people_sign_in_by_their_login_name_or_their_address(login: str) -> None:
    build_login("ada")
    browser = come_by()

    answer = sign_in(browser, login)

    assert (lead(answer), find_user(browser)) == ("/", "ada")


def test_whoever_is_inactive_stays_outside() -> None:
    build_login("ada")
    User.objects.update(is_active=False)
    browser = come_by()

    answer = sign_in(browser, "ada")

    assert (lead(answer), find_user(browser)) == (reverse("account_inactive"), "")


def test_signing_out_ends_the_session() -> None:
    build_login("ada")
    browser = come_by()
    sign_in(browser, "ada")

    answer = browser.post(reverse("account_logout"))

    assert (lead(answer), find_user(browser)) == ("/", "")


def test_nobody_signs_up_unasked() -> None:
    browser = come_by()
    sent = {"email": "eve@else.example", "username": "eve"}
    passwords = {"password1": people.PASSWORD, "password2": people.PASSWORD}

    answer = browser.post(reverse("account_signup"), sent | passwords)

    assert "There is no sign-up here" in answer.content.decode()
    assert not User.objects.exists()


def test_what_is_said_of_a_wrong_password_is_the_same_for_all() -> None:
    build_login("ada")

    said = {
        sign_in(come_by(), login, people.WRONG).context["form"].errors.as_json()
        for login in ("ada", "eve")
    } | {
        sign_in(come_by(), login, people.WRONG)
        .context["form"]
        .errors.as_json()
        .replace("email address", "username")
        .replace("email_password", "username_password")
        for login in ("ada@house.example", "eve@house.example")
    }

    assert len(said) == 1


def test_a_password_is_weighed_once_whether_there_is_such_a_login_or_not() -> None:
    build_login("ada")
    build_login("issued")
    User.objects.filter(username="issued").update(password="!")  # noqa: S106 -- it is none
    weighed = []

    for login in ("ada", "ada@house.example", "eve", "eve@house.example", "issued"):
        before = people.HASHED["weighed"]
        sign_in(come_by(), login, people.WRONG)
        weighed.append(people.HASHED["weighed"] - before)

    assert weighed == [1, 1, 1, 1, 1]


def test_asking_for_a_new_password_tells_nobody_who_is_there(settings: Settings) -> None:
    settings.SENDS_MAIL = True
    build_login("ada")

    answers = [
        come_by().post(reverse("account_reset_password"), {"email": email})
        for email in ("ada@house.example", "eve@house.example")
    ]

    assert [lead(each) for each in answers] == [reverse("account_reset_password_done")] * 2


def test_a_link_by_mail_lets_one_choose_a_new_password() -> None:
    build_login("ada")
    browser = come_by()
    for name in ("ada", "eve"):
        browser.post(reverse("account_reset_password"), {"email": f"{name}@house.example"})
    [link] = re.findall(r"https://testserver:80(\S+)", str(mail.outbox[0].body))

    form = browser.get(link, follow=True).redirect_chain[-1][0]
    browser.post(form, {"password1": people.WRONG, "password2": people.WRONG})
    sign_in(browser, "ada", people.WRONG)

    assert find_user(browser) == "ada"
    assert "There is no login with this address" in mail.outbox[1].body
    assert [each.to for each in mail.outbox] == [["ada@house.example"], ["eve@house.example"]]


@pytest.mark.parametrize("login", ["ada", "eve"])
def test_whoever_guesses_is_told_to_wait_whether_there_is_such_a_login_or_not(login: str) -> None:
    build_login("ada")

    codes = [sign_in(come_by(), login, people.WRONG).status_code for _ in range(6)]
    then = sign_in(come_by(), login)

    assert codes == [HTTPStatus.OK] * 5 + [HTTPStatus.TOO_MANY_REQUESTS]
    assert then.status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_whoever_guesses_at_many_logins_from_one_address_is_told_to_wait() -> None:
    codes = [sign_in(come_by(), f"name-{n}", people.WRONG).status_code for n in range(11)]

    assert codes == [HTTPStatus.OK] * 10 + [HTTPStatus.TOO_MANY_REQUESTS]


def test_others_sign_in_while_somebody_guesses_elsewhere(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    build_login("ada")
    guesser = Client(headers={"x-forwarded-proto": "https", "x-forwarded-for": "10.0.0.1"})
    for number in range(11):
        sign_in(guesser, f"name-{number}", people.WRONG)
    browser = Client(headers={"x-forwarded-proto": "https", "x-forwarded-for": "10.0.0.2"})

    sign_in(browser, "ada")

    assert find_user(browser) == "ada"


def test_with_an_authenticator_app_a_password_alone_is_not_enough() -> None:
    build_login("ada")
    browser, later = come_by(), come_by()
    sign_in(browser, "ada")
    secret = add_app(browser, at=time())

    answer = sign_in(later, "ada")
    before = find_user(later)
    code = people.make_code(secret, time() + people.STEP)  # each code is good once
    later.post(reverse("mfa_authenticate"), {"code": code})

    assert (lead(answer), before, find_user(later)) == (reverse("mfa_authenticate"), "", "ada")


def test_whoever_guesses_at_codes_is_told_to_wait() -> None:
    build_login("ada")
    browser, guesser = come_by(), come_by()
    sign_in(browser, "ada")
    secret = add_app(browser, at=time())
    sign_in(guesser, "ada")
    page = reverse("mfa_authenticate")

    for number in range(6):
        guesser.post(page, {"code": f"{number:06}"})
    code = people.make_code(secret, time() + people.STEP)
    answer = guesser.post(page, {"code": code})

    assert find_user(guesser) == ""
    assert "Too many failed login attempts" in answer.content.decode()


def test_a_recovery_code_lets_in_once() -> None:
    build_login("ada")
    browser = come_by()
    sign_in(browser, "ada")
    add_app(browser, at=time())
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    first, second = come_by(), come_by()

    for each in (first, second):
        sign_in(each, "ada")
        each.post(reverse("mfa_authenticate"), {"code": codes[0]})

    assert (find_user(first), find_user(second)) == ("ada", "")


def test_the_secret_of_an_authenticator_app_is_not_kept_in_the_open() -> None:
    build_login("ada")
    browser = come_by()
    sign_in(browser, "ada")

    secret = add_app(browser, at=time())

    kept = [str(data) for data in Authenticator.objects.values_list("data", flat=True)]
    assert len(kept) == 2
    assert [data for data in kept if secret in data] == []


def test_people_end_their_other_sessions() -> None:
    build_login("ada")
    here, there = come_by(), come_by()
    for each in (here, there):
        sign_in(each, "ada")

    here.post(reverse("usersessions_list"))

    assert [each.get("/accounts/").status_code for each in (here, there)] == [200, 302]


def test_a_session_costs_three_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    build_login("ada", role=Role.CURATOR, product=build_product())
    browser = come_by()
    sign_in(browser, "ada")

    with django_assert_num_queries(3):  # the session, the login and its roles; nothing adds to them
        answer = browser.post("/graphql", {"query": VIEWER}, content_type="application/json")

    assert answer.json()["data"] == {"viewer": {"name": "ada"}}
