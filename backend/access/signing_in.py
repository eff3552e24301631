"""How people sign in: what allauth leaves to each site to decide."""

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from backend.access.addresses import find_address
from backend.access.callers import find_caller
from backend.access.invitations import InvitationError, accept, find_invitation, grant
from backend.access.models import Invitation
from backend.access.scopes import Role
from backend.access.sealing import seal, unseal
from backend.issuers import EVERY_PRODUCT, Issuer
from products.models import Product

OPENED: Final = "tutti_invitation"  # in the session: the digest of the invitation that was opened
TOO_MANY: Final = 429


def find_opened(request: HttpRequest) -> Invitation:
    """Find the invitation whose link was opened in the session of REQUEST.

    :raises InvitationError: when there is none that is still good.
    """
    return find_invitation(request.session.get(OPENED, ""), at=timezone.now())


class LoginAdapter(DefaultAccountAdapter):
    """Passwords: nobody signs up unasked, and who guesses is told to wait."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Let nobody sign up: an invitation has a page of its own."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Give the address from which REQUEST comes, as it is counted everywhere else.

        Of IPv6 the first of its network, which one may have all of; allauth keeps addresses only.
        """
        return find_address(request).partition("/")[0]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401 -- allauth's signature
        """Count this attempt of REQUEST.

        :raises ImmediateHttpResponse: with status 429, when there were too many.
        """
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            page = render(request, "429.html", status=TOO_MANY)
            raise ImmediateHttpResponse(page) from error

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:  # noqa: ANN401 -- as above
        """Find who gives these CREDENTIALS.

        allauth names an e-mail address twice, as such and as a login name, and would weigh the
        password twice where somebody has that address: how long that takes would tell.
        """
        if credentials.get("username") == credentials.get("email"):
            credentials.pop("email", None)
        found: User | None = super().authenticate(request, **credentials)
        return found

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead whoever needs a second factor to where it is set up, others to the explorer."""
        if find_caller(request).is_asleep:
            return reverse("mfa_index")
        target: str = super().get_login_redirect_url(request)
        return target


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: what an authenticator app shares with us is sealed."""

    def encrypt(self, text: str) -> str:
        """Seal TEXT."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Unseal ENCRYPTED_TEXT."""
        return unseal(encrypted_text)


class IssuerAdapter(DefaultSocialAccountAdapter):
    """Single sign-on: an issuer's word is taken for addresses that it has verified, and no more."""

    def pre_social_login(self, _request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Look at what the issuer said.

        :raises PermissionDenied: when its two answers are about two people.
        """
        told = sociallogin.account.extra_data
        subjects = {each["sub"] for each in (told.get("userinfo"), told.get("id_token")) if each}
        if len(subjects) != 1:
            raise PermissionDenied

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Find the login that has an address verified on both sides.

        Anybody may have written an unverified one into their login, to wait for its owner.
        """
        found: tuple[User, str] | None = super().authenticate_by_email(sociallogin)
        if found is None:
            return None
        user, email = found
        proven = EmailAddress.objects.filter(user=user, email__iexact=email, verified=True)
        return found if proven.exists() else None

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Let in who was invited, or belongs to a domain of the issuer; and is not there yet."""
        emails = [each.email for each in sociallogin.email_addresses if each.verified]
        if not emails or filter_users_by_email(emails[0]):
            return False
        return _is_invited(request) or _may_join(_find_issuer(sociallogin), emails[0])

    def save_user(
        self,
        request: HttpRequest,
        sociallogin: SocialLogin,
        form: Any = None,  # noqa: ANN401 -- allauth's signature
    ) -> User:
        """Write the new login, with the roles that it was invited to or else has by default."""
        user: User = super().save_user(request, sociallogin, form)
        issuer = _find_issuer(sociallogin)
        try:
            accept(find_opened(request), user, at=timezone.now())
        except InvitationError:
            if _may_join(issuer, user.email):
                grant(user, Role(issuer.role), products=list(_find_products(issuer)))
        return user


def _find_issuer(sociallogin: SocialLogin) -> Issuer:
    key = sociallogin.account.provider
    return next(each for each in settings.OIDC_ISSUERS if each.key == key)


def _find_products(issuer: Issuer) -> Any:  # noqa: ANN401 -- a QuerySet
    every = EVERY_PRODUCT in issuer.products
    return Product.objects.all() if every else Product.objects.filter(key__in=issuer.products)


def _may_join(issuer: Issuer, email: str) -> bool:
    return email.rpartition("@")[2].lower() in issuer.domains


def _is_invited(request: HttpRequest) -> bool:
    try:
        find_opened(request)
    except InvitationError:
        return False
    return True
