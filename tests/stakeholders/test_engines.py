"""DuckDB and Spark count what the database counts, and the command mends by any of them."""

import json
import random
import subprocess
import sys
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from stakeholders import engines
from stakeholders.census import BIGINT, Part, read
from stakeholders.counting import Sums, add
from stakeholders.engines import EngineError, brief, open_duckdb, open_spark
from stakeholders.extracts import extract
from stakeholders.models import (
    AlignmentChange,
    AlignmentScore,
    Cause,
    Cell,
    CellChange,
    ElectorateChange,
    Importance,
    Preference,
    Stakeholder,
)
from stakeholders.recounting import recount, settle
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)
from tests.stakeholders.slow_count import read_cells, read_last_cells, read_scores
from tests.stakeholders.spark import find_home, make_small, pick_port, start_spark

pytestmark = pytest.mark.django_db

PARTS = 4
COUNT_OUTSIDE = Path(__file__).with_name("count_outside.py")


def build_crowd(preferences: int) -> list[int]:
    """Build so many PREFERENCES of 400 people about 60 features; give the features' keys."""
    chance = random.Random(1)  # noqa: S311 -- the same each time
    product, teams = build_product(), [build_team() for _ in range(5)]
    segments = [build_segment() for _ in range(4)]
    accounts = [
        build_account(segment=chance.choice(segments), annual_value=chance.randrange(90_000))
        for _ in range(40)
    ]
    people = [build_stakeholder(team=chance.choice(teams), weight=n % 3) for n in range(200)]
    people += [build_stakeholder(account=chance.choice(accounts)) for _ in range(200)]
    features = [build_feature(product=product).pk for _ in range(60)]
    pairs = [(person.pk, feature) for person in people for feature in features]
    Preference.objects.bulk_create(
        Preference(
            stakeholder_id=person,
            feature_id=feature,
            stance=chance.randrange(-2, 3),
            importance=chance.choice(Importance.values),
            stated_at=timezone.now(),
        )
        for person, feature in chance.sample(pairs, preferences)
    )
    return features


def to_lists(sums: Sums) -> dict[tuple[int, int], list[int]]:
    """Give SUMS as plain lists."""
    return {place: row.tolist() for place, row in sums.items()}


def run(*arguments: str) -> str:
    """Run the command with ARGUMENTS and give what it prints."""
    out = StringIO()
    call_command("recount", *arguments, stdout=out)
    return out.getvalue()


def count_on_spark(directory: Path, whole: str) -> list[Sums]:
    """Count the extract in DIRECTORY on a Spark of its own: all of it, and each part."""
    with start_spark(directory) as master:
        counted = subprocess.run(
            [sys.executable, str(COUNT_OUTSIDE), master, str(directory), whole, str(PARTS)],
            env=make_small(directory)
            | {"DJANGO_SETTINGS_MODULE": "backend.settings", "PYTHONPATH": "."},
            cwd=COUNT_OUTSIDE.parents[2],
            stdout=subprocess.PIPE,
            check=True,
            timeout=240,
        )
    return [read(rows) for rows in json.loads(counted.stdout)]


def test_spark_and_duckdb_count_what_the_database_counts(tmp_path: Path) -> None:
    find_home()
    features = build_crowd(20_000)
    whole = settle(features)
    extract(tmp_path, features)

    everything, *parts = count_on_spark(tmp_path, whole)
    with open_duckdb() as duck:
        on_duckdb = duck.count(tmp_path, whole=whole)

    total: Sums = {}
    for part in parts:
        add(total, part)
    found = to_lists(recount(features))
    assert len(found) == 60 * 9
    assert to_lists(everything) == to_lists(on_duckdb) == to_lists(total) == found


def test_parts_add_up_in_the_database_and_on_duckdb(tmp_path: Path) -> None:
    features = build_crowd(2_000)
    whole = settle(features)
    extract(tmp_path, features)

    inside: Sums = {}
    outside: Sums = {}
    with open_duckdb() as duck:
        for part in (Part(place, PARTS) for place in range(PARTS)):
            add(inside, recount(features, part=part))
            add(outside, duck.count(tmp_path, whole=whole, part=part))

    assert to_lists(inside) == to_lists(outside) == to_lists(recount(features))


@pytest.mark.parametrize("engine", ["database", "duckdb"])
def test_what_differs_is_mended_once(engine: str) -> None:
    feature, person = build_feature(), build_stakeholder()
    build_preference(person, feature)
    cells, scores = read_cells(), read_scores()
    Cell.objects.update(mass_support=70_000)
    AlignmentScore.objects.update(score=99, high=99)
    CellChange.objects.update(mass_support=70_000)

    assert run(f"--engine={engine}") == "Mended: cells 1, scores 1, electorates 0.\n"

    assert (read_cells(), read_last_cells(), read_scores()) == (cells, cells, scores)
    assert AlignmentChange.objects.latest("pk").cause == Cause.RECOUNT
    assert run(f"--engine={engine}") == "Nothing to mend.\n"


def test_preferences_that_were_never_counted_are() -> None:
    features = build_crowd(500)

    run()

    assert read_cells() == to_lists(recount(features))
    assert AlignmentScore.objects.count() == len({feature for feature, _ in read_cells()})


def test_only_the_features_of_a_product_are_mended() -> None:
    person = build_stakeholder()
    for key in ("tutti", "solo"):
        build_preference(person, build_feature(product=build_product(key)))
    Cell.objects.update(heads=7)

    assert run("--product=tutti").startswith("Mended: cells 1,")

    wrong = Cell.objects.filter(heads=7).values_list("feature__product__key", flat=True)
    assert list(wrong) == ["solo"]


def test_parquet_is_kept_where_it_was_wanted(tmp_path: Path) -> None:
    build_preference(build_stakeholder(), build_feature())

    run("--engine=duckdb", f"--parquet={tmp_path / 'new'}")

    names = ["account", "feature", "preference", "reference", "stakeholder"]
    assert sorted(file.stem for file in (tmp_path / "new").iterdir()) == names


@pytest.mark.parametrize("name", ["Ada's", "{}", "a`b"])
def test_parquet_lies_in_a_directory_of_any_name(tmp_path: Path, name: str) -> None:
    build_preference(build_stakeholder(), build_feature())
    Cell.objects.update(heads=7)

    told = run("--engine=duckdb", f"--parquet={tmp_path / name}")

    assert told.startswith("Mended: cells 1,")


def test_an_extract_that_fails_leaves_no_rows_behind(tmp_path: Path) -> None:
    (tmp_path / "feature.parquet").mkdir()

    with pytest.raises(duckdb.Error):
        extract(tmp_path, [build_feature().pk])

    assert not (tmp_path / "rows.csv").exists()


@pytest.mark.parametrize(
    ("fault", "told"), [(EngineError(" Lost.\nat x"), "Lost."), (EngineError(""), "EngineError")]
)
def test_a_fault_is_told_in_a_line(fault: Exception, told: str) -> None:
    assert brief(fault) == told


def test_as_many_features_are_settled_as_there_are() -> None:
    more_than_one_statement_holds = range(300_000)

    assert settle(more_than_one_statement_holds) == BIGINT


def test_the_electorates_of_other_products_are_left_alone() -> None:
    team = build_team()
    for key in ("tutti", "solo"):
        build_preference(build_stakeholder(team=team), build_feature(product=build_product(key)))
    Stakeholder.objects.create(name="uncounted", team=team)

    assert run("--product=tutti").endswith("electorates 1.\n")

    products = ElectorateChange.objects.order_by("pk").values_list("product__key", flat=True)
    assert products.last() == "tutti"
    assert run("--product=solo").endswith("electorates 1.\n")


def test_there_may_be_nothing_to_count() -> None:
    assert run() == run("--engine=duckdb") == "Nothing to mend.\n"


def test_parquet_without_an_engine_that_reads_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="The database reads no Parquet"):
        run(f"--parquet={tmp_path}")


def test_an_unknown_engine_or_product_is_named() -> None:
    with pytest.raises(CommandError, match="There is no engine 'abacus'; there are database"):
        run("--engine=abacus")
    for key in ("nope", ""):
        with pytest.raises(CommandError, match=f"There is no product '{key}'"):
            run(f"--product={key}")


def test_a_master_that_does_not_answer_is_named() -> None:
    find_home()
    place = f"127.0.0.1:{pick_port()}"

    with pytest.raises(CommandError, match=f"No Spark master answers. {place}: "):
        run(f"--engine=spark://{place}")


def test_a_machine_without_java_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    find_home()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    with pytest.raises(EngineError, match="Spark needs Java 17"), open_spark("local[2]"):
        pass


def test_a_house_without_the_extra_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda _name: None)

    with pytest.raises(EngineError, match="pyspark is missing: install"), open_spark("local[2]"):
        pass
