"""Keeps the house in order: where files lie, how long they are, and what they may hold."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("backend", "products", "stakeholders")

TOP_LEVEL = {
    "backend",
    "products",
    "stakeholders",
    "tests",
    "docs",
    "manage.py",
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "LICENSE",
    "run",
    "Dockerfile",
    "compose.yaml",
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-spark.txt",
}

# The first pattern that fits a file gives the most lines it may have.
LINE_LIMITS = (
    ("tests/**/*.py", 300),
    ("**/management/commands/*.py", 50),
    ("backend/env.py", 80),
    ("products/lifecycle.py", 80),
    ("backend/settings.py", 250),
    ("backend/api/**/*.py", 350),
    ("backend/relay/**/*.py", 150),
    ("backend/integrations/**/*.py", 200),
    ("products/models/*.py", 350),
    ("stakeholders/models/*.py", 350),
    ("stakeholders/alignment/*.py", 150),
    ("**/*.py", 200),
)
FUNCTION_LINES = 40
NESTING = 3
DRAWERS = {"services", "utils", "helpers", "common", "managers"}
NESTS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match)


def find_files() -> list[Path]:
    """Give every Python file of the project but its migrations."""
    places = [ROOT / "manage.py", *(ROOT / name for name in (*PACKAGES, "tests"))]
    found = [
        file for place in places for file in ([place] if place.is_file() else place.rglob("*.py"))
    ]
    return sorted(
        file.relative_to(ROOT)
        for file in found
        if not {"migrations", "node_modules"} & set(file.parts)
    )


FILES = find_files()


def each_file(rule: Callable[[Path], Sequence[object]]) -> Callable[[], None]:
    """Make a test of RULE, which gives the faults of a file: no file may have one.

    It is one test for all files: thousands of them would take longer to begin than to run.
    """

    def test() -> None:
        faults = {str(file): found for file in FILES if (found := rule(file))}
        assert faults == {}

    return test


@cache
def read(file: Path) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def parse(file: Path) -> ast.Module:
    return ast.parse(read(file))


def find_functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def measure_nesting(node: ast.AST, depth: int = 0) -> int:
    """Tell how deep the statements below NODE nest; an elif lies beside its if, not in it."""
    deepest = depth
    for child in ast.iter_child_nodes(node):
        is_elif = isinstance(node, ast.If) and node.orelse == [child] and isinstance(child, ast.If)
        deeper = isinstance(child, NESTS) and not is_elif
        deepest = max(deepest, measure_nesting(child, depth + deeper))
    return deepest


def test_nothing_else_stands_at_the_top() -> None:
    found = {
        entry.name for entry in ROOT.iterdir() if not entry.name.startswith((".", "__pycache__"))
    }

    assert found - TOP_LEVEL == set()


def test_what_run_names_of_the_tests_is_there() -> None:
    named = re.findall(r"tests/[\w/]+\.py", (ROOT / "run").read_text("utf-8"))

    assert len(named) > 5
    assert [path for path in named if not (ROOT / path).is_file()] == []


@each_file
def test_a_file_keeps_to_its_length(file: Path) -> Sequence[object]:
    limit = next(most for pattern, most in LINE_LIMITS if fits(file, pattern))
    length = len(read(file).splitlines())
    return [f"{length} lines of {limit}"] if length > limit else []


def fits(file: Path, pattern: str) -> bool:
    """Tell whether FILE lies under PATTERN, in which `**/` also stands for no folder."""
    expression = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
    return re.fullmatch(expression, file.as_posix()) is not None


@each_file
def test_a_function_keeps_to_its_length_and_depth(file: Path) -> Sequence[object]:
    return [
        function.name
        for function in find_functions(parse(file))
        if (function.end_lineno or 0) - function.lineno >= FUNCTION_LINES
        or measure_nesting(function) > NESTING
    ]


@each_file
def test_imports_stand_at_the_top_and_name_what_they_take(file: Path) -> Sequence[object]:
    tree = parse(file)
    hidden = [
        node.lineno
        for function in find_functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    vague = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and any(alias.name in {"*", "TYPE_CHECKING"} for alias in node.names)
    ]
    return hidden + vague


@each_file
def test_an_init_file_is_empty_or_gathers_what_django_looks_for(file: Path) -> Sequence[object]:
    if file.name != "__init__.py":
        return []
    body = parse(file).body
    gathers = file.parent.name in {"models", "admin"}
    allowed = (ast.ImportFrom, ast.Assign) if gathers else ()
    return [node.lineno for node in body[gathers:] if not isinstance(node, allowed)]


def test_no_file_is_a_drawer() -> None:
    assert [file for file in FILES if DRAWERS & set(file.with_suffix("").parts)] == []


@each_file
def test_no_model_has_an_order_of_its_own(file: Path) -> Sequence[object]:
    return [
        node.lineno
        for node in ast.walk(parse(file))
        if isinstance(node, ast.ClassDef) and node.name == "Meta"
        for line in node.body
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "ordering"
    ]


@each_file
def test_a_suppression_carries_its_rule_and_a_reason(file: Path) -> Sequence[object]:
    reasoned = re.compile(r"# (noqa: [A-Z]+\d+(, [A-Z]+\d+)*|type: ignore\[[a-z, -]+\]  #) -- \S")
    return [
        number
        for number, line in enumerate(read(file).splitlines(), 1)
        if re.search(r"#\s*(noqa|type:\s*ignore)", line) and not reasoned.search(line)
        if "re.search" not in line
    ]
