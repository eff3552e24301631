"""Counts an extract on Spark in a process of its own, whose Java ends with it.

`python count_outside.py MASTER DIRECTORY TYPE PARTS` prints the count of all and of each part.
"""

import json
import sys
from pathlib import Path

import django

if __name__ == "__main__":
    django.setup()

from stakeholders.census import Part
from stakeholders.engines import open_spark


def main() -> None:
    """Count as the arguments say."""
    master, directory, whole, parts = sys.argv[1:]
    with open_spark(master) as engine:
        counts = [
            engine.count(Path(directory), whole=whole, part=part)
            for part in (None, *(Part(place, int(parts)) for place in range(int(parts))))
        ]
    rows = [[[*place, *sums.tolist()] for place, sums in found.items()] for found in counts]
    sys.stdout.write(json.dumps(rows))


if __name__ == "__main__":
    main()
