"""Creates the login with which the demo is looked at in the admin."""

from django.contrib.auth import get_user_model
from django.db import transaction

NAME = "demo"


@transaction.atomic
def ensure_login(*, debug: bool) -> str:
    """Create the login `demo` with that password, only with DEBUG; tell in a sentence what is so.

    A login of that name is left as it is, with its password.
    """
    login = get_user_model().objects.filter(username=NAME).first()
    if login is None and not debug:
        return "No login was created: everybody knows its password, so DEBUG has to be on."
    if login is None:
        login = get_user_model().objects.create_superuser(NAME, f"{NAME}@lumenvale.example", NAME)
    if not login.check_password(NAME):
        return f"The login {NAME!r} was there already and keeps its password."
    if not debug:
        return f"Change the password of the login {NAME!r}: everybody knows it."
    return f"Log in as {NAME!r} with the password {NAME!r}."
