"""Manifests are read as graphql-codegen writes them, and proved before anything is served."""

import json
import os
import subprocess
import sys
from hashlib import sha1, sha256
from pathlib import Path

import pytest
from graphql import build_schema
from pytest_django.fixtures import Settings

from backend.access.documents import ManifestError, prove_documents, read_manifests, trusted
from backend.api.schema import schema

ROOT = Path(__file__).resolve().parents[3]
TEXT = "query Names { products { nodes { name } } }"
DIGEST = sha256(TEXT.encode()).hexdigest()
OLD_DIGEST = sha1(TEXT.encode(), usedforsecurity=False).hexdigest()  # codegen's default
SCHEMA = build_schema("type Query { a: Int }")
OTHER = build_schema("type Query { b: Int }")


def write(folder: Path, manifest: object, name: str = "persisted-documents.json") -> Path:
    """Write MANIFEST, or a text as it is, into FOLDER."""
    path = folder / name
    path.write_text(manifest if isinstance(manifest, str) else json.dumps(manifest), "utf-8")
    return path


@pytest.mark.parametrize("name", [DIGEST, f"sha256:{DIGEST}", OLD_DIGEST, "Names"])
def test_a_document_is_known_by_its_own_id_and_by_its_sha256(tmp_path: Path, name: str) -> None:
    known = read_manifests((write(tmp_path, {name: TEXT}),))

    assert known == dict.fromkeys([name, DIGEST, f"sha256:{DIGEST}"], TEXT)


def test_several_manifests_are_read_as_one(tmp_path: Path) -> None:
    paths = [write(tmp_path, {each: "{ a }"}, f"{each}.json") for each in ("web", "app")]

    assert {"web", "app"} < read_manifests(tuple(paths)).keys()


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ("{", "this is not JSON."),
        ([TEXT], "a manifest is one object of ids and documents."),
        ({"a": 1}, "a manifest is one object of ids and documents."),
        ({DIGEST: TEXT + " "}, f"{DIGEST} is not the sha256 of its document."),
        ({f"sha256:{DIGEST}": "{ a }"}, f"sha256:{DIGEST} is not the sha256 of its document."),
    ],
)
def test_what_is_no_manifest_is_told(tmp_path: Path, manifest: object, told: str) -> None:
    path = write(tmp_path, manifest)

    with pytest.raises(ManifestError) as refused:
        read_manifests((path,))

    assert str(refused.value) == f"TRUSTED_DOCUMENTS: {path}: {told}"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="No such file or directory"):
        read_manifests((tmp_path / "none.json",))


def test_one_id_is_not_that_of_two_documents(tmp_path: Path) -> None:
    paths = [write(tmp_path, {"q": text}, f"{text}.json") for text in ("{ a }", "{ b }")]

    with pytest.raises(ManifestError, match="q is the id of another document too"):
        read_manifests(tuple(paths))


def test_a_document_has_to_be_valid_in_one_of_the_schemas(
    tmp_path: Path, settings: Settings
) -> None:
    settings.TRUSTED_DOCUMENTS = [write(tmp_path, {"q": "{ b }"})]
    prove_documents([SCHEMA, OTHER])

    with pytest.raises(ManifestError, match="q: Cannot query field 'b' on type 'Query'"):
        prove_documents([SCHEMA])


def test_a_document_has_to_be_one(tmp_path: Path, settings: Settings) -> None:
    settings.TRUSTED_DOCUMENTS = [write(tmp_path, {"q": "{"})]

    with pytest.raises(ManifestError, match="q: Syntax Error"):
        prove_documents([SCHEMA])


def test_the_boards_documents_are_always_trusted(settings: Settings) -> None:
    settings.TRUSTED_DOCUMENTS_ONLY = True

    known = json.loads(settings.BOARD_DOCUMENTS.read_text("utf-8"))

    assert known.keys() <= trusted().keys()
    prove_documents([schema._schema])  # noqa: SLF001 -- it has no public name


@pytest.mark.once
@pytest.mark.parametrize(
    ("manifest", "code", "told"),
    [
        ({DIGEST: TEXT}, 0, ""),
        ({"q": "{ nothing }"}, 1, "q: Cannot query field 'nothing' on type 'Query'."),
        ({DIGEST: "{ a }"}, 1, f"{DIGEST} is not the sha256 of its document."),
    ],
)
def test_a_check_proves_the_manifests(
    tmp_path: Path, manifest: object, code: int, told: str
) -> None:
    path = str(write(tmp_path, manifest))

    ended = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=os.environ | {"DEBUG": "1", "TRUSTED_DOCUMENTS": path},
        capture_output=True,
        text=True,
        check=False,
    )

    (line,) = ended.stderr.splitlines() or [""]
    assert (ended.returncode, line.endswith(told)) == (code, True)
