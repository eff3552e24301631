"""Finds the files of a conversation in an export of Polis, whichever version has made it."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.importers.archives import Archive, Member
from backend.integrations.importers.faults import quote, refuse
from backend.integrations.importers.reading import Sheet, open_sheet

COMMENTS: Final = "comments.csv"
VOTES: Final = ("participants-votes.csv", "participant-votes.csv")
COMMENT_COLUMNS: Final = ("comment-id", "moderated", "comment-body")
# What is said of a participant beside their votes; all other columns are statements.
ABOUT: Final = ("participant", "group-id")
TOTALS: Final = ("xid", "n-comments", "n-votes", "n-agree", "n-disagree")


@dataclass(frozen=True, slots=True)
class Conversation:
    """The sheets of a conversation; STATEMENTS are the columns of the votes that are such."""

    comments: Sheet
    votes: Sheet
    statements: tuple[str, ...]


def open_conversation(archive: Archive) -> Conversation:
    """Open the comments and the votes in ARCHIVE.

    :raises FileRefusedError: when they are not there, or have other columns.
    """
    comments = open_sheet(find_file(archive, COMMENTS), needed=COMMENT_COLUMNS)
    votes = open_sheet(find_file(archive, *VOTES), needed=ABOUT)
    statements = tuple(name for name in votes.columns if name not in (*ABOUT, *TOTALS))
    for name in statements:
        if not is_number(name):
            refuse(votes.path, _("this is no number of a comment."), row=1, column=quote(name))
    return Conversation(comments, votes, statements)


def find_file(archive: Archive, *names: str) -> Member:
    """Find the file in ARCHIVE that has one of NAMES, perhaps behind the id of a report.

    :raises FileRefusedError: when there is none, or several.
    """
    endings = tuple(f"-{name}" for name in names)
    found = [
        member
        for name, member in archive.members.items()
        if name in names or name.endswith(endings)
    ]
    if len(found) > 1:
        refuse(archive.path, _("there is more than one %(name)s in this.") % {"name": names[0]})
    return found[0] if found else archive.need(names[0])


def is_number(text: str) -> bool:
    """Tell whether TEXT is one of the whole numbers by which Polis names things."""
    return text.isascii() and text.isdigit()
