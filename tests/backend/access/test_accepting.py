"""An invitation is accepted once, however many try, and however close to each other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from django.utils import timezone

from backend.access.invitations import USED, InvitationError, accept, invite
from backend.access.issuing import SHELL
from backend.access.models import Invitation, RoleGrant
from backend.access.scopes import Role
from tests.backend.access.people import build_login
from tests.builders import build_product

PATIENCE = 30  # seconds


def invite_somebody() -> Invitation:
    """Invite somebody to a product."""
    at, products = timezone.now(), [build_product()]
    return invite(
        "ada@house.example", role=Role.OWNER, products=products, by=SHELL, at=at
    ).invitation


@pytest.mark.django_db
def test_whoever_accepts_second_is_refused() -> None:
    invitation = invite_somebody()
    ada, eve = build_login("ada"), build_login("eve")
    accept(invitation, ada, at=timezone.now())

    with pytest.raises(InvitationError, match="used already"):
        accept(invitation, eve, at=timezone.now())

    assert RoleGrant.objects.get().user == ada


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite has one writer at a time"
)
@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_is_refused() -> None:
    invitation = invite_somebody()
    logins, together = [build_login("ada"), build_login("eve")], Barrier(2)

    def take(user: User) -> str:
        try:
            Invitation.objects.get()  # which connects
            together.wait(PATIENCE)
            accept(invitation, user, at=timezone.now())
        except InvitationError as error:
            return str(error)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(2) as threads:
        told = sorted(threads.map(take, logins, timeout=PATIENCE))

    assert told == ["", str(USED)]
    assert RoleGrant.objects.count() == 1
