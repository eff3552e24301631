"""Deletes what is too old to be kept in the feed."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.feed.pruning import prune


class Command(BaseCommand):
    """Deletes the changes that are older than FEED_DAYS from the feed."""

    help = "Delete changes from the feed that are older than FEED_DAYS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take another number of days."""
        parser.add_argument("--days", type=int, help="Keep this many days instead of FEED_DAYS.")

    def handle(self, *_args: object, days: int | None, **_options: object) -> None:
        """Delete, and tell how many there were.

        :raises CommandError: when the number of days is negative.
        """
        if days is not None and days < 0:
            raise CommandError("--days takes a number from 0 on.")
        number = prune(now=timezone.now(), days=days)
        self.stdout.write(f"{number:,} changes deleted from the feed.")
