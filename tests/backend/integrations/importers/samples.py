"""A small file of each form, as whoever exports it gets it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.backend.integrations.importers.exports import pack
from tests.backend.integrations.importers.headers import (
    CLEARFLASK_POSTS,
    JIRA,
    LINEAR,
    USERVOICE_FULL,
)

FIDER_POST: Final = {"id": 1, "number": 7, "title": "Dark mode", "status": 0}
CANNY: Final = {
    "posts.json": {"posts": [{"id": "p1", "title": "Dark mode", "status": "open", "score": 3}]},
    "votes.json": {
        "votes": [
            {
                "id": "v1",
                "voter": {"id": "u1", "name": "Ann", "email": "ann@an.example"},
                "post": {"id": "p1"},
                "created": "2026-03-01T10:00:00.000Z",
            }
        ]
    },
}
ENTITY: Final = {
    "id": "f1",
    "type": "feature",
    "fields": {"name": "Dark mode", "status": {"name": "Planned"}},
}
PREFERENCES: Final = "feature,stakeholder,team,stance\ndark-mode,p1,sales,2\n"
FIDER_CSV: Final = "number,title,description,votes_count,status,tags\n1,Dark mode,,4,open,\n"
# The name of the file in which each form comes, and what is in it.
SAMPLES: Final[Mapping[str, tuple[str, object]]] = {
    "file": ("answers.csv", PREFERENCES),
    "polis": (
        "conversation.zip",
        {
            "comments.csv": "comment-id,moderated,comment-body\n0,1,Build more.\n",
            "participants-votes.csv": "participant,group-id,n-votes,0\n4,0,1,1\n",
        },
    ),
    "fider": ("posts.csv", FIDER_CSV),
    "canny": ("canny.zip", CANNY),
    "productboard": ("answers.zip", {"entities-1.json": {"data": [ENTITY]}}),
    "quackback": (
        "table.csv",
        "title,content,status,tags,board,vote_count,source_id\nDark mode,,Open,,b,4,s1\n",
    ),
    "uservoice": (
        "ideas.csv",
        f"{USERVOICE_FULL}\n1,Dark mode,,,planned,,1,,,,ann@an.example,2026-03-01 10:00:00\n",
    ),
    "clearflask": (
        "data.csv",
        f"{CLEARFLASK_POSTS}\na1,u1,2026-03-01T10:00:00Z,Dark mode,,,c,open,,,,,,4,,\n",
    ),
    "linear": ("issues.csv", f"{LINEAR}\nENG-1,Team,Dark mode,,Todo{',' * 16}\n"),
    "jira": ("issues.csv", f"{JIRA}\nDark mode,ABC-1,1,Story,To Do{',' * 16}\n"),
}


def write_sample(path: Path, form: str) -> Path:
    """Write the sample of FORM into the directory PATH, under its own name."""
    name, content = SAMPLES[form]
    if isinstance(content, Mapping):
        return pack(path / name, content)
    (path / name).write_text(str(content), "utf-8")
    return path / name


def write_fider_backup(path: Path) -> Path:
    """Write the backup of a site with a post into the directory PATH."""
    return pack(path / "backup.zip", {"posts.json": json.dumps([FIDER_POST])})
