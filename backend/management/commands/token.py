"""Makes, lists, rotates and revokes tokens."""

from collections.abc import Callable

from django.core.management.base import BaseCommand, CommandParser

from backend.access.issuing import LIFETIME, OVERLAP
from backend.management import token_orders as orders


class Command(BaseCommand):
    """Serves whoever sits at the server's command line; a new token alone goes to stdout."""

    help = "Make, list, rotate and revoke the tokens of programs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, and with what."""
        parser.add_argument("--quiet", action="store_true", help="say nothing beside it")
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="make a token, and print it this once")
        create.set_defaults(make=orders.create)
        create.add_argument("name", help="what it is for")
        create.add_argument(
            "--scope", dest="scopes", action="append", required=True, type=orders.read_scope
        )
        where = create.add_mutually_exclusive_group(required=True)
        where.add_argument("--product", dest="products", action="append", metavar="KEY")
        where.add_argument("--all-products", dest="products", action="store_const", const=None)
        create.add_argument("--days", type=int, default=LIFETIME.days, help="0: for ever")
        listed = verbs.add_parser("list", help="print a line for each token, with its last use")
        listed.set_defaults(make=orders.show_list)
        rotate = verbs.add_parser("rotate", help="print a token, this once, that takes over")
        rotate.set_defaults(make=orders.rotate)
        rotate.add_argument("start", help=orders.START_HINT)
        hours = int(OVERLAP.total_seconds()) // 3600
        rotate.add_argument("--hours", type=int, default=hours, help="both are good for these")
        revoke = verbs.add_parser("revoke", help="end a token for good, at once")
        revoke.set_defaults(make=orders.revoke)
        revoke.add_argument("start", help=orders.START_HINT)

    def handle(
        self, *_: object, make: Callable[..., orders.Done], quiet: bool, **given: object
    ) -> None:
        """Do it, and say what was done."""
        done = make(**given)
        self.stdout.writelines(f"{line}\n" for line in done.lines)
        if not quiet:
            self.stderr.write(done.note)
