"""The demo takes over no row that is somebody else's, and creates a login only for development."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command

from products.models import Product
from stakeholders.demo.load import DemoBlockedError, count_demo, load_demo
from stakeholders.demo.login import ensure_login
from stakeholders.models import Group
from tests.builders import build_account, build_team

pytestmark = pytest.mark.django_db


def test_a_group_of_the_same_key_blocks_the_demo() -> None:
    build_team("sales", "Our own sales team")

    with pytest.raises(DemoBlockedError, match="taken: sales"):
        load_demo(lambda statements, _name: statements)

    assert set(count_demo().values()) == {0}
    assert Group.objects.get().name == "Our own sales team"


def test_a_demo_that_was_changed_is_left_alone() -> None:
    Product.objects.create(key="cadenza", name="What is left of it", source="demo")

    assert not load_demo(lambda statements, _name: statements)

    assert Product.objects.get().name == "What is left of it"


def test_the_command_says_that_a_demo_was_changed() -> None:
    Product.objects.create(key="cadenza", name="What is left of it", source="demo")
    out = StringIO()

    call_command("demo", stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[1].startswith("1 products, 0 features")
    assert lines[2] == "It was changed since it was loaded, and is left as it is."


def test_the_command_fails_when_the_demo_is_blocked() -> None:
    build_account("bellwater-lantern-hall")

    with pytest.raises(CommandError, match="taken: bellwater-lantern-hall"):
        call_command("demo")


def test_the_login_opens_the_admin() -> None:
    assert ensure_login(debug=True) == "Log in as 'demo' with the password 'demo'."

    login = authenticate(username="demo", password="demo")  # noqa: S106 -- everybody knows it
    assert login is not None
    assert login.is_superuser


def test_no_login_is_created_outside_development() -> None:
    assert ensure_login(debug=False).startswith("No login was created")

    assert get_user_model().objects.count() == 0


def test_a_known_password_is_to_be_changed_outside_development() -> None:
    ensure_login(debug=True)

    assert (
        ensure_login(debug=False) == "Change the password of the login 'demo': everybody knows it."
    )
    assert ensure_login(debug=True) == "Log in as 'demo' with the password 'demo'."


def test_a_login_of_that_name_keeps_its_password() -> None:
    get_user_model().objects.create_user("demo", password="a secret of their own")  # noqa: S106 -- of a test

    assert ensure_login(debug=True).endswith("keeps its password.")

    assert authenticate(username="demo", password="a secret of their own") is not None  # noqa: S106 -- as above
    assert not get_user_model().objects.get().is_superuser
