"""Answers Django's questions for permissions by the roles that people have in products."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.apps import apps
from django.core.exceptions import PermissionDenied

from backend.access.curating import find_curator, may


class RoleBackend(AuthenticationBackend):  # type: ignore[misc]  # -- allauth has no types
    """Lets people in as allauth does, and tells by their roles what they may do.

    It stands alone: Django's own permissions count for nothing, or there would be two answers.
    """

    def has_perm(self, user_obj: Any, perm: str, _obj: Any = None) -> bool:  # noqa: ANN401 -- Django's signature
        """Tell whether PERM, such as products.change_feature, is theirs in some product.

        :raises PermissionDenied: when it is not, so that no other backend says otherwise.
        """
        app, _, codename = perm.partition(".")
        action, _, name = codename.partition("_")
        try:
            model = apps.get_model(app, name)
        except (LookupError, ValueError):
            raise PermissionDenied from None
        if not may(find_curator(user_obj), action, model):
            raise PermissionDenied
        return True

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:  # noqa: ANN401 -- as above
        """Tell whether any model of APP_LABEL is theirs to see.

        :raises PermissionDenied: when none is.
        """
        caller = find_curator(user_obj)
        models = apps.get_app_config(app_label).get_models()
        if not any(may(caller, "view", model) for model in models):
            raise PermissionDenied
        return True
