"""Zips and directories are read as streams, and what was made to harm is refused."""

import stat
import struct
import zlib
from collections import deque
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from backend.integrations.importers import streams, zips
from backend.integrations.importers.archives import open_archive
from backend.integrations.importers.faults import FileRefusedError
from tests.backend.integrations.importers.exports import pack


def refuse(path: Path) -> str:
    """Give what is said of the archive at PATH and of all files in it."""
    with pytest.raises(FileRefusedError) as caught:
        read_all(path)
    return str(caught.value).replace(str(path), "x.zip")


def read_all(path: Path) -> None:
    """Read all files of the archive at PATH."""
    with open_archive(path) as archive:
        for member in archive.members.values():
            with archive.stream(member, "reading") as file:
                deque(file, maxlen=0)


def test_files_are_found_in_a_zip_in_its_only_folder_and_in_a_directory(tmp_path: Path) -> None:
    files = {"a.csv": "1", "sub/b.csv": "2"}
    whole = pack(tmp_path / "whole.zip", files | {"__MACOSX/._a.csv": "no"})
    folder = pack(tmp_path / "folder.zip", {f"export/{name}": text for name, text in files.items()})
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "a.csv").write_text("1", "utf-8")

    found = []
    for path in (whole, folder, tmp_path / "plain", tmp_path / "plain" / "a.csv"):
        with open_archive(path) as archive:
            found.append([*archive.members])

    assert found == [["a.csv", "sub/b.csv"], ["a.csv", "sub/b.csv"], ["a.csv"], ["a.csv"]]


def test_what_is_in_a_file_comes_out_of_it(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", {"a.csv": b"abc" * 100_000})

    with open_archive(path) as archive, archive.stream(archive.need("a.csv"), "reading") as file:
        assert file.read() == b"abc" * 100_000


@pytest.mark.parametrize(
    "name",
    ["../posts.json", "/etc/passwd", "a/../../b", "C:/posts.json", "..\\posts.json", "a\\b.json"],
)
def test_a_path_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    told = refuse(pack(tmp_path / "x.zip", {name: "[]"}))

    assert told == f"x.zip: {name!r} is a path that leads out of this archive."


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = ZipInfo("posts.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with ZipFile(tmp_path / "x.zip", "w") as packing:
        packing.writestr(link, "/etc/passwd")

    assert refuse(tmp_path / "x.zip") == "x.zip: 'posts.json' is a link to another file."


def test_a_name_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "x.zip", "w") as packing:
        packing.writestr("posts.json", "[]")
        with pytest.warns(UserWarning, match="Duplicate name"):
            packing.writestr("posts.json", "[1]")

    assert refuse(tmp_path / "x.zip") == "x.zip: 'posts.json' is in it twice."


def test_a_locked_file_is_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", {"posts.json": "[]"})
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    path.write_bytes(content)

    assert refuse(path) == "x.zip: 'posts.json' is locked by a password."


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MOST_MEMBERS", 3)

    told = refuse(pack(tmp_path / "x.zip", {f"{number}.json": "" for number in range(4)}))

    assert told == "x.zip: this holds 4 files; 3 are allowed."


def test_a_list_of_files_that_would_fill_the_memory_is_not_read(tmp_path: Path) -> None:
    listed = zips.DIRECTORY_BYTES + 46
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9_999, 9_999, listed, 0, 0)
    (tmp_path / "x.zip").write_bytes(b"\0" * listed + end)

    assert refuse(tmp_path / "x.zip") == "x.zip: this cannot be read: it lists too many files."


def test_a_bomb_is_refused_while_it_unpacks(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", {"posts.json": b" " * (streams.HARMLESS_BYTES + 1_000_000)})

    told = refuse(path)

    assert told.endswith("this unpacks to far more than such a file holds; it may be a zip bomb.")
    assert told.startswith("x.zip/posts.json: ")


def test_a_file_longer_than_any_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST_BYTES", 1_000)

    told = refuse(pack(tmp_path / "x.zip", {"posts.json": "x" * 1_001}))

    assert told == "x.zip/posts.json: this has more than 1,000 bytes once it is unpacked."


def test_a_size_that_lies_is_not_believed(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", {"posts.json": "[1, 2, 3, 4, 5]"})
    content = path.read_bytes()
    size = struct.pack("<L", 15)
    path.write_bytes(content.replace(size, struct.pack("<L", 5)))

    assert refuse(path).startswith("x.zip/posts.json: this is broken, or locked by a password: ")


@pytest.mark.parametrize("cut", [0.2, 0.6, 0.95])
def test_a_zip_that_was_cut_off_is_refused(tmp_path: Path, cut: float) -> None:
    path = pack(tmp_path / "x.zip", {"posts.json": zlib.compress(b"x" * 9_999) * 20})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * cut)])

    told = "x.zip: this zip is damaged or cut off: fetch it anew, and send it whole."
    assert refuse(path) == told


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "x.xlsx",
            b"PK\x03\x04",
            "this workbook is damaged or cut off: fetch it anew, and send it",
        ),
        (
            "x.zip",
            b"hello",
            "this is called a zip and is none: send the files that it was made of.",
        ),
    ],
)
def test_what_is_no_zip_although_it_seems_so_is_refused(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)

    assert refuse(tmp_path / name).startswith(f"x.zip: {told}")


def test_a_broken_packing_is_refused(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "x.zip", "w", ZIP_DEFLATED) as packing:
        packing.writestr("posts.json", "[1, 2, 3]" * 1_000)
    content = bytearray((tmp_path / "x.zip").read_bytes())
    content[50] ^= 0xFF
    (tmp_path / "x.zip").write_bytes(content)

    told = refuse(tmp_path / "x.zip")

    assert told.startswith("x.zip/posts.json: this is broken, or locked by a password: ")


@pytest.mark.parametrize(
    ("name", "told"),
    [("nothing", "this cannot be read: No such file or directory."), ("pipe", "this is neither")],
)
def test_what_is_no_file_is_refused(tmp_path: Path, name: str, told: str) -> None:
    path = Path("/dev/null") if name == "pipe" else tmp_path / name

    assert told in refuse(path)
