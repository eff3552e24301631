"""Begins a new epoch of the feed, as every restore has to."""

from django.core.management.base import BaseCommand

from backend.feed.epochs import renew_epoch


class Command(BaseCommand):
    """Begins a new epoch of the feed: all cursors so far are refused, and their readers resync."""

    help = "Begin a new epoch of the feed, after a restore: its readers are told to resync."

    def handle(self, *_args: object, **_options: object) -> None:
        """Begin it, and name it."""
        self.stdout.write(f"The feed is in epoch {renew_epoch()}; cursors from before get 410.")
