"""Orders what the admin offers as the work goes: what is curated first, access and logs last."""

from collections.abc import Iterable
from typing import Any, Final

from django.apps import apps
from django.utils.translation import gettext, gettext_lazy

from products.admin.logs import LogAdmin
from stakeholders.models import Account

# Apps as they are worked with; those of other names come before what belongs to access.
FIRST: Final = ("products", "stakeholders")
LAST: Final = ("auth", "account", "mfa", "socialaccount", "access")
# What other packages call by words that mean something else here.
CALLED: Final = {
    "account": gettext_lazy("Logins: e-mail addresses"),
    "mfa": gettext_lazy("Logins: second factors"),
    "socialaccount": gettext_lazy("Logins: single sign-on"),
}
# What is curated, as one thing leads to the next; what is not named comes after, logs at the end.
WORK: Final = (
    *("Product", "Objective", "Feature", "Insight", "Decision"),
    *("Group", "Account", "Stakeholder", "Preference", "Evidence"),
    *("Champion", "Outreach", "Commitment"),
    *("User", "RoleGrant", "Invitation", "Token"),
)


def order_apps(listed: Iterable[dict[str, Any]], site: Any) -> list[dict[str, Any]]:  # noqa: ANN401 -- an admin site
    """Give the apps LISTED for SITE in order, each with its models in theirs."""
    for app in listed:
        app["models"].sort(key=lambda about: _place_model(about["model"], site))
        for about in app["models"]:
            if about["model"] is Account:
                about["name"] = gettext("Accounts (customers)")
    return sorted(listed, key=lambda app: _place_app(app["app_label"]))


def call_apps() -> None:
    """Call the apps of other packages so that nobody takes a login for a customer."""
    for label, name in CALLED.items():
        if apps.is_installed(f"allauth.{label}"):
            apps.get_app_config(label).verbose_name = name


def _place_app(label: str) -> int:
    if label in FIRST:
        return FIRST.index(label)
    return len(FIRST) + (1 + LAST.index(label) if label in LAST else 0)


def _place_model(model: Any, site: Any) -> tuple[bool, int]:  # noqa: ANN401 -- a model; as above
    """Give the place of MODEL, before others that are curated or among the logs."""
    is_log = isinstance(site.get_model_admin(model), LogAdmin)
    name = model.__name__
    return is_log, WORK.index(name) if name in WORK else len(WORK)
