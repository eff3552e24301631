"""What lines of the feed consist of, and from where the triggers of either database take it."""

from typing import Final

from backend.feed.followed import SCORES

PREFIX: Final = "feed_change"  # what the names of all triggers and functions begin with
COLUMNS: Final = "noun, action, row_id, product_id, feature_row_id, at"
NUMBERS: Final = ("score", "low", "high")
MEASURED: Final = "".join(f", {each}_before" for each in NUMBERS) + "".join(
    f", {each}" for each in NUMBERS
)
MEASURES: Final = "".join(f", past.{each}" for each in NUMBERS) + "".join(
    f", r.{each}" for each in NUMBERS
)
# The line of history before this one; both are in the table already.
PAST: Final = (
    f" LEFT JOIN {SCORES.table} past ON past.id = (SELECT max(older.id)"  # noqa: S608 -- constants
    f" FROM {SCORES.table} older WHERE older.feature_id = r.feature_id AND older.id < r.id)"
)
