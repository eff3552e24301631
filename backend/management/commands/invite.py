"""Invites somebody, and prints the link."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backend.access.invitations import InvitationError, invite
from backend.access.issuing import SHELL
from backend.access.links import find_home, send_link, write_link
from backend.access.scopes import Role
from products.models import Product


class Command(BaseCommand):
    """Invites somebody to products, or to administer the workspace."""

    help = "Invite somebody: print a link, which is good once, and mail it where EMAIL_URL is set."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whom to invite, to what, and where the link leads."""
        parser.add_argument("email", help="whom to invite")
        parser.add_argument("--product", action="append", default=[], metavar="KEY")
        parser.add_argument("--role", default=Role.VIEWER, choices=Role.values)
        parser.add_argument("--administrator", action="store_true", help="of the whole workspace")
        parser.add_argument("--site", default=find_home(), help="where people reach Tutti")

    def handle(
        self,
        *_: object,
        email: str,
        product: list[str],
        role: str,
        administrator: bool,
        site: str,
        **__: object,
    ) -> None:
        """Invite, and print the link.

        :raises CommandError: when there is no such product, or nothing to be invited to.
        """
        products = list(Product.objects.filter(key__in=product))
        if unknown := sorted(set(product) - {each.key for each in products}):
            raise CommandError(f"There is no product {unknown[0]!r}.")
        given = None if administrator else Role(role)
        try:
            invited = invite(email, role=given, products=products, by=SHELL, at=timezone.now())
        except InvitationError as error:
            raise CommandError(str(error)) from error
        link = write_link(invited, site)
        send_link(invited, link)
        self.stdout.write(link)
