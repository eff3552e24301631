"""Tells webhook endpoints of what happens."""

from django.core.management.base import BaseCommand, CommandParser

from backend.integrations.webhooks.tasks import DELIVER, DISPATCH, TIDY
from backend.management.running import run_worker
from backend.queue.working import work_off


class Command(BaseCommand):
    """Follows the feed and delivers webhooks until stopped, or until nothing is due."""

    help = "Deliver webhooks until stopped: a worker for them alone. `work` delivers them as well."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take when to stop."""
        parser.add_argument("--until-empty", action="store_true", help="stop when none is due")

    def handle(self, *_: object, until_empty: bool, **__: object) -> None:
        """Work."""
        if not until_empty:
            run_worker([DISPATCH, DELIVER, TIDY], parent=None)
            return
        work_off([DISPATCH], until_empty=True)
        self.stdout.write(f"Attempts: {work_off([DELIVER], until_empty=True)}")
