"""Downloads go on where they broke, and are never of two files."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.http import http_date
from pytest_django.fixtures import Settings

from backend.access.issuing import Issued
from backend.integrations.exports.files import find_file
from backend.integrations.exports.models import Export, Status
from backend.integrations.exports.ranges import Span, UnsatisfiableError, read_range
from backend.integrations.exports.tidying import clear
from tests.backend.integrations.exports.exporting import build_reader, call, fetch, order
from tests.builders import build_feature, build_product

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("bytes=0-9", Span(0, 9)),
        ("bytes=90-", Span(90, 99)),
        ("bytes=90-500", Span(90, 99)),
        ("bytes=-5", Span(95, 99)),
        ("bytes=-500", Span(0, 99)),
        ("bytes=0-0", Span(0, 0)),
        ("bytes=9-0", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("bytes=a-b", None),
        ("bytes=\u0661-", None),
    ],
)
def test_a_range_is_read(text: str, span: Span | None) -> None:
    assert read_range(text, 100) == span


@pytest.mark.parametrize("text", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_range_beyond_the_end_cannot_be_satisfied(text: str) -> None:
    with pytest.raises(UnsatisfiableError):
        read_range(text, 100)


def test_a_broken_download_goes_on_where_it_broke() -> None:
    product = build_product()
    for _ in range(5):
        build_feature(product=product)
    token = build_reader(product)
    export = order(token, noun="features", format="csv")
    whole = fetch(token, export)
    content, tag = whole.file, whole["ETag"]

    first = fetch(token, export).file[:100]
    rest = fetch(token, export, Range="bytes=100-", If_Range=tag)

    assert (whole.status_code, whole["Accept-Ranges"], whole["Content-Length"]) == (
        200, "bytes", str(len(content)),
    )  # fmt: skip
    assert (rest.status_code, rest["Content-Range"], rest["Content-Length"]) == (
        206, f"bytes 100-{len(content) - 1}/{len(content)}", str(len(content) - 100),
    )  # fmt: skip
    assert first + rest.file == content


def test_what_is_of_another_file_is_sent_whole() -> None:
    token = build_reader(build_feature().product)
    export = order(token, noun="features", format="csv")
    assert export.finished_at is not None
    written = http_date(export.finished_at.timestamp())
    older = http_date(export.finished_at.timestamp() - 60)

    statuses = [
        fetch(token, export, Range="bytes=1-", If_Range=known).status_code
        for known in ('"other"', f'W/"{export.checksum}"', older, written, f'"{export.checksum}"')
    ]

    assert statuses == [200, 200, 200, 206, 206]


def test_answers_tell_what_is_known_and_what_cannot_be_had() -> None:
    token = build_reader(build_feature().product)
    export = order(token, noun="features", format="csv")
    tag = f'"{export.checksum}"'

    answers = [
        fetch(token, export, If_None_Match=tag),
        fetch(token, export, If_None_Match=f"W/{tag}"),
        fetch(token, export, If_Match='"other"'),
        fetch(token, export, If_Match=tag),
        fetch(token, export, Range=f"bytes={export.size}-"),
        fetch(token, export, Range="lines=1-"),
    ]

    assert [each.status_code for each in answers] == [304, 304, 412, 200, 416, 200]
    assert answers[4]["Content-Range"] == f"bytes */{export.size}"


def test_files_are_removed_after_some_days(settings: Settings) -> None:
    token = build_reader(build_feature().product)
    export = order(token, noun="features", format="csv")
    settings.STATE_DIR.joinpath("exports").joinpath("left.csv").touch()
    now = timezone.now()

    early = clear(at=now + timedelta(days=6))
    late = clear(at=now + timedelta(days=8))

    assert (early, late) == (0, 1)
    assert Export.objects.get().status == Status.GONE
    assert [each.name for each in settings.STATE_DIR.joinpath("exports").iterdir()] == ["left.csv"]
    assert fetch(token, export).status_code == 410
    assert clear(at=now + timedelta(days=40)) == 1
    assert Export.objects.count() == 0


def look_at(token: Issued, export: Export) -> tuple[str, str | None, str | None, int]:
    """Tell as what EXPORT is told, its file and its fault, and what fetching it comes to."""
    told = call("get", f"/exports/{export.public_id}", token).json()
    (listed,) = call("get", "/exports", token).json()["exports"]
    assert listed == told
    return told["status"], told["file"], told["fault"], fetch(token, export).status_code


def test_a_file_that_is_missing_is_gone_until_it_is_back(settings: Settings) -> None:
    token = build_reader(build_feature().product)
    export = order(token, noun="features", format="csv")
    folder, elsewhere = settings.STATE_DIR / "exports", settings.STATE_DIR / "elsewhere"

    folder.rename(elsewhere)
    away = look_at(token, export)
    folder.rmdir()
    elsewhere.rename(folder)
    back = look_at(token, export)

    told = "Its file is not there any more: ask for another export."
    assert away == ("GONE", None, told, 410)
    assert back == ("DONE", f"/exports/{export.public_id}/file", None, 200)


def test_a_file_that_has_expired_is_gone_before_it_is_tidied_up() -> None:
    token = build_reader(build_feature().product)
    export = order(token, noun="features", format="csv")
    Export.objects.update(expires_at=timezone.now())

    assert look_at(token, export) == ("GONE", None, None, 410)
    assert find_file(export).exists()
