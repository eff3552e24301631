"""Writes the links of invitations, and mails them where mail goes out."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from backend.access.invitations import Invited

logger = logging.getLogger("tutti.mail")


def find_home() -> str:
    """Guess where people reach Tutti, for links that are written without a request."""
    if settings.DEBUG:
        return f"http://localhost:{settings.PORT}"
    return f"https://{settings.ALLOWED_HOSTS[0].lstrip('.*')}"


def write_link(invited: Invited, home: str) -> str:
    """Write the link of INVITED, under the address HOME."""
    return home.rstrip("/") + reverse("open_invitation", args=[invited.secret])


def send_link(invited: Invited, link: str) -> bool:
    """Mail LINK to who was INVITED; tell whether it went out.

    Where it did not, because there is no mail server or it fails, the link is handed over: it is
    told this once, and must not be lost.
    """
    if not settings.SENDS_MAIL:
        return False
    about = {"invitation": invited.invitation, "link": link}
    text = render_to_string("accounts/email/invitation.txt", about)
    try:
        send_mail(gettext("Invitation to Tutti"), text, None, [invited.invitation.email])
    except (SMTPException, OSError):
        logger.exception("an invitation could not be mailed")
        return False
    return True
