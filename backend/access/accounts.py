"""The pages of people's logins that are not allauth's: my account, and opening an invitation."""

from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backend.access.callers import find_caller
from backend.access.invitations import UNKNOWN, InvitationError, accept
from backend.access.models import Invitation, RoleGrant
from backend.access.roles import may_curate
from backend.access.signing_in import OPENED, find_opened
from backend.access.tokens import take_digest
from stakeholders.models import Stakeholder

GONE: Final = 410


def tell_ways(_request: HttpRequest) -> dict[str, Any]:
    """Tell the templates which ways there are to sign in here."""
    return {
        "sends_mail": settings.SENDS_MAIL,
        "issuers": settings.OIDC_ISSUERS,
        "public_read": settings.PUBLIC_READ,
    }


def enter_admin(request: HttpRequest) -> HttpResponse:
    """Lead REQUEST to the admin, by way of signing in if need be: there is no second entrance.

    :raises PermissionDenied: when it is not open to them: asking for a password is no help.
    """
    target = get_next_redirect_url(request) or reverse("admin:index")
    if not request.user.is_authenticated:
        return redirect_to_login(target)
    if not admin.site.has_permission(request):
        raise PermissionDenied
    return HttpResponseRedirect(target)


@login_required
@require_safe
def show_account(request: HttpRequest) -> HttpResponse:
    """Show whoever sends REQUEST what is known of their login."""
    roles = RoleGrant.objects.filter(user=request.user.pk).select_related("product")
    about = {
        "roles": roles.order_by("product__name", "pk"),
        "is_asleep": find_caller(request).is_asleep,
        "may_curate": may_curate(request.user),
        "has_second_factor": is_mfa_enabled(request.user),
        "stakeholder": Stakeholder.objects.filter(login=request.user.pk).first(),
        "emails": EmailAddress.objects.filter(user=request.user.pk).order_by("-primary", "pk"),
    }
    return render(request, "accounts/account.html", about)


class JoinForm(BaseUserCreationForm):  # type: ignore[type-arg]  # -- not generic at run time
    """A new login: its name and password."""

    field_order = ("username", "password1", "password2")

    class Meta:
        model = User
        fields = ("username",)
        labels = {"username": gettext_lazy("Login name")}  # noqa: RUF012 -- Django's form

    def clean_username(self) -> str:
        """Give the name; nobody has it in other letters, nor does the history use it.

        :raises ValidationError: when somebody does.
        """
        name: str = get_adapter().clean_username(self.cleaned_data["username"])
        return name


@require_safe
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Remember that the link with SECRET was opened, and go on without it in the address."""
    digest = take_digest(secret)
    if not Invitation.objects.filter(digest=digest).exists():
        return _refuse(request, UNKNOWN)  # and keep no session for whoever guesses
    request.session[OPENED] = digest
    return redirect("invitation")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Let whoever opened an invitation take what it gives, with a login that they have or make."""
    try:
        invitation = find_opened(request)
        if request.method != "POST":
            return _show(request, invitation, _propose(invitation))
        return _take(request, invitation)
    except InvitationError as error:
        return _refuse(request, error)


def _refuse(request: HttpRequest, told: object) -> HttpResponse:
    return render(request, "accounts/no_invitation.html", {"told": told}, status=GONE)


def _take(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Give what INVITATION gives to whoever sends REQUEST, or to the login that they make."""
    if isinstance(request.user, User):
        accept(invitation, request.user, at=timezone.now())
        return _welcome(request)
    form = JoinForm(request.POST)
    if _has_login(invitation.email) or not form.is_valid():
        return _show(request, invitation, form)
    with transaction.atomic():
        user = form.save(commit=False)
        user.email = invitation.email
        user.save()
        # Unverified: whoever made the link could have opened it themselves.
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
        accept(invitation, user, at=timezone.now())
    perform_login(request, user, email_verification="none", redirect_url=reverse("account"))
    return _welcome(request)


def _welcome(request: HttpRequest) -> HttpResponseRedirect:
    request.session.pop(OPENED, None)
    messages.success(request, gettext("Welcome! You have accepted the invitation."))
    return redirect("account")


def _show(request: HttpRequest, invitation: Invitation, form: JoinForm) -> HttpResponse:
    about = {
        "invitation": invitation,
        "products": invitation.products.order_by("name", "pk"),
        "has_login": _has_login(invitation.email),
        "form": form,
    }
    return render(request, "accounts/invitation.html", about)


def _propose(invitation: Invitation) -> JoinForm:
    """Give an empty form that proposes a name for whom INVITATION is for."""
    name = get_adapter().generate_unique_username([invitation.email])
    return JoinForm(initial={"username": name})


def _has_login(email: str) -> bool:
    """Tell whether EMAIL belongs to a login, whose owner signs in to accept."""
    return User.objects.filter(email__iexact=email).exists()
