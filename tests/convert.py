"""Turns two public data sets into the generic preference file.

By hand: `python tests/convert.py un-votes DIR OUT.csv`, or `yle DIR OUT.csv`; DIR holds the data.
"""

import csv
import gzip
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

Row: TypeAlias = Mapping[str, str]

NAME_LENGTH: Final = 200
# The independent results leave out parties with fewer candidates who answered.
SMALLEST_PARTY: Final = 10
VOTES: Final = {"yes": "strongly support", "abstain": "neutral", "no": "strongly oppose"}


def convert_un_votes(directory: Path) -> Iterator[Row]:
    """Give each vote of 2015 to 2019 in DIRECTORY: roll calls are features, continents teams."""
    calls = {call["rcid"]: call for call in _read(directory / "un_roll_calls_2015_2019.csv")}
    for vote in _read(directory / "un_votes_2015_2019.csv.gz"):
        call = calls[vote["rcid"]]
        yield {
            "feature": vote["rcid"],
            "feature_name": _shorten(f"{call['unres']} {call['descr']}".strip()),
            "stakeholder": vote["country_code"],
            "team": vote["continent"],
            "stance": VOTES[vote["vote"]],
            "stated_at": call["date"],
        }


def convert_yle(directory: Path) -> Iterator[Row]:
    """Give each answer in DIRECTORY, the largest party first: questions are features."""
    texts = {row["id"]: row["text_fi"] for row in _read(directory / "questions.csv")}
    answers = list(_read(directory / "answers.csv"))
    sizes = Counter(row["party"] for row in answers)
    answers.sort(key=lambda row: -sizes[row["party"]])
    for row in answers:
        for question, text in texts.items():
            if row[question] and sizes[row["party"]] >= SMALLEST_PARTY:
                yield {
                    "feature": question,
                    "feature_name": text,
                    "stakeholder": row["respondent"],
                    "team": row["party"],
                    "stance": row[question],
                }


CONVERTERS: Final[Mapping[str, Callable[[Path], Iterator[Row]]]] = {
    "un-votes": convert_un_votes,
    "yle": convert_yle,
}


def write_rows(path: Path, rows: Iterable[Row]) -> int:
    """Write ROWS, all of the same columns, to the file at PATH, and tell how many there were."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for count, row in enumerate(rows, 1):
            if count == 1:
                writer = csv.DictWriter(file, row.keys())
                writer.writeheader()
            writer.writerow(row)
    return count


def _read(path: Path) -> Iterator[dict[str, str]]:
    """Give the rows of the CSV file at PATH, compressed or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _shorten(text: str) -> str:
    """Cut TEXT to the length of a name."""
    line = " ".join(text.split())
    return line if len(line) <= NAME_LENGTH else f"{line[: NAME_LENGTH - 1]}…"


if __name__ == "__main__":
    name, source, target = sys.argv[1:]
    number = write_rows(Path(target), CONVERTERS[name](Path(source)))
    sys.stdout.write(f"{number:,} preferences in {target}\n")
