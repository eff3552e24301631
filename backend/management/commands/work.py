"""Works off what is to be done in the background."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backend.management.running import run_worker
from backend.queue.daily import put_dailies
from backend.queue.kinds import KINDS, UnknownKindError, find_kind
from backend.queue.working import work_off


class Command(BaseCommand):
    """Works off tasks until stopped, or until none is due."""

    help = "Work off background tasks until stopped; `serve` starts one such worker beside itself."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what is to be worked on, and when to stop."""
        parser.add_argument("--kinds", metavar="NAME,NAME", help="these alone; all without it")
        parser.add_argument("--until-empty", action="store_true", help="stop when none is due")
        parser.add_argument("--beside", type=int, metavar="PID", help="stop when it is gone")

    def handle(
        self, *_: object, kinds: str | None, until_empty: bool, beside: int | None, **__: object
    ) -> None:
        """Work.

        :raises CommandError: when there is no such kind of work.
        """
        try:
            names = [find_kind(name).name for name in (kinds.split(",") if kinds else KINDS)]
        except UnknownKindError as error:
            raise CommandError(str(error)) from error
        if until_empty:
            put_dailies(names, at=timezone.now())
            self.stdout.write(f"Tasks worked on: {work_off(names, until_empty=True)}")
            return
        run_worker(names, parent=beside)
