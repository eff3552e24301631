"""The Dockerfile and compose.yaml name what there is: files, commands, options and variables."""

import ast
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from django.core.management import get_commands, load_command_class

pytestmark = pytest.mark.once
ROOT: Final = Path(__file__).resolve().parent.parent
COMPOSE: Final[dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: Final[dict[str, Any]] = COMPOSE["services"]
OURS: Final = {name: each for name, each in SERVICES.items() if each["image"] == "tutti"}
DOCKERFILE: Final = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text("utf-8"))
STEPS: Final = [
    (line.split()[0], line.split(maxsplit=1)[1])
    for line in DOCKERFILE.splitlines()
    if line and not line.startswith(("#", " "))
]
# What the Compose Specification knows, as far as it is used here.
TOP: Final = {"name", "services", "volumes", "configs"}
KEYS: Final = {
    *("build", "cap_drop", "command", "configs", "depends_on", "environment", "healthcheck"),
    *("image", "init", "ports", "read_only", "restart", "security_opt", "shm_size"),
    *("stop_grace_period", "tmpfs", "volumes"),
}
CONDITIONS: Final = {"service_healthy", "service_completed_successfully"}
HEALTH: Final = {"test", "interval", "timeout", "start_period", "disable"}
DURATION: Final = re.compile(r"(\d+(ms|s|m|h))+")
# Loads both interfaces, looks at the settings as a deployment does, and asks whether it lives.
START: Final = """
import backend.asgi
import backend.wsgi
from django.core.management import call_command
from django.test import Client
call_command("check", deploy=True, fail_level="WARNING")
page = Client(HTTP_HOST="localhost").get("/livez")
print(page.status_code)
"""
# Read by what we stand on, and not by the settings.
ELSEWHERE: Final = {"PROMETHEUS_MULTIPROC_DIR"}


def steps(name: str) -> list[str]:
    """Give what the steps of the Dockerfile that are called NAME say."""
    return [text for step, text in STEPS if step == name]


def find_variables() -> set[str]:
    """Find the names that the code reads from the environment: texts in capitals."""
    found = set()
    for file in (ROOT / "backend").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and re.fullmatch(r"[A-Z][A-Z_]+", str(node.value)):
                found.add(str(node.value))
    return found


def test_compose_has_only_what_the_specification_knows() -> None:
    odd = {(name, key) for name, service in SERVICES.items() for key in service if key not in KEYS}

    assert {key for key in COMPOSE if not key.startswith("x-")} == TOP
    assert odd == set()


def test_what_services_refer_to_is_there() -> None:
    waits = [
        (name, other, asked["condition"])
        for name, service in SERVICES.items()
        for other, asked in service.get("depends_on", {}).items()
    ]
    mounts = [
        each.split(":") for service in SERVICES.values() for each in service.get("volumes", ())
    ]
    files = [each["source"] for service in SERVICES.values() for each in service.get("configs", ())]

    assert {other for _, other, _ in waits} <= SERVICES.keys()
    assert {condition for _, _, condition in waits} == CONDITIONS
    assert {volume for volume, *_ in mounts} == COMPOSE["volumes"].keys()
    assert all(path.startswith("/") for _, path, *_ in mounts)
    assert set(files) == COMPOSE["configs"].keys()


def test_who_is_waited_for_can_tell_when_it_is_well() -> None:
    for service in SERVICES.values():
        for other, asked in service.get("depends_on", {}).items():
            health = SERVICES[other].get("healthcheck", {})
            if asked["condition"] == "service_healthy":
                assert not health.get("disable")
                assert "test" in health or SERVICES[other]["image"] == "tutti"
            else:
                assert SERVICES[other]["restart"] in {"no", "on-failure"}


def test_checks_of_health_are_well_formed() -> None:
    for service in SERVICES.values():
        health = service.get("healthcheck", {})
        times = [health[key] for key in health if key not in {"test", "disable"}]

        assert health.keys() <= HEALTH
        assert all(DURATION.fullmatch(each) for each in times)
        assert health.get("test", ["CMD"])[0] in {"CMD", "CMD-SHELL", "NONE"}


def test_there_is_what_the_operations_page_promises() -> None:
    commands = {name: each["command"][0] for name, each in OURS.items()}

    assert commands == {"migrate": "migrate", "web": "serve", "stream": "stream", "worker": "work"}
    assert OURS["web"]["command"][3:5] == ["--workers", "2"]
    assert SERVICES.keys() - OURS.keys() == {"database", "redis", "proxy"}
    assert [name for name in OURS if name != "migrate"] == [
        name for name, each in OURS.items() if "migrate" in each.get("depends_on", {})
    ]


@pytest.mark.parametrize("name", OURS)
def test_each_command_takes_the_options_that_it_is_given(name: str) -> None:
    command, *options = OURS[name]["command"]
    app = get_commands()[command]
    parser = load_command_class(str(app), command).create_parser("manage.py", command)

    parser.parse_args(options)


@pytest.mark.parametrize("name", OURS)
def test_each_variable_is_one_that_is_read(name: str) -> None:
    given = set(OURS[name]["environment"])

    assert given - ELSEWHERE - find_variables() == set()


@pytest.mark.parametrize("name", OURS)
def test_nobody_runs_with_more_than_they_need(name: str) -> None:
    service = OURS[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in service


def test_no_secret_has_a_value() -> None:
    texts = [value for each in SERVICES.values() for value in each.get("environment", {}).items()]
    secret = [text for name, text in texts if re.search("SECRET|PASSWORD|TOKEN", name)]

    assert secret
    assert [text for text in secret if not re.fullmatch(r"\$\{\w+:[?-][^}]*\}", text)] == []


def test_the_image_takes_what_there_is_and_ignores_the_rest() -> None:
    copied = [text.split()[:-1] for text in steps("COPY") if not text.startswith("--from")]
    sources = {source for each in copied for source in each}
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()

    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert {line[1:] for line in ignored if line.startswith("!")} == sources
    assert "*" in ignored


def test_the_image_installs_by_hash_and_runs_as_nobody_in_particular() -> None:
    (installing,) = [step for step in steps("RUN") if "-m pip install" in step]

    assert {"--require-hashes", "--only-binary=:all:", "-r"} <= set(installing.split())
    assert steps("USER") == ["10001"]
    assert [step for step, _ in STEPS].index("USER") > max(
        place for place, (step, _) in enumerate(STEPS) if step in {"RUN", "COPY"}
    )
    assert "/app/.tutti" in steps("VOLUME")
    assert not re.search(r"SECRET|PASSWORD|TOKEN", DOCKERFILE)


def test_what_the_image_takes_is_enough_and_is_not_written_to(tmp_path: Path) -> None:
    for source in {each for text in steps("COPY") for each in text.split()[:-1]} - {"/venv"}:
        place = tmp_path / source
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / source).is_file():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / source, place)
    before = sorted(tmp_path.rglob("*"))
    given = {"PATH": os.environ["PATH"], "SECRET_KEY": secrets.token_hex(32)}
    ended = subprocess.run(
        [sys.executable, "-B", "-c", START],
        cwd=tmp_path,
        env=given | {"DATABASE_URL": "sqlite:////nowhere/none.sqlite3"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stdout.splitlines()[-1:]) == (0, ["200"]), ended.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_the_image_starts_a_command_with_its_options() -> None:
    entry, (command, *options) = json.loads(steps("ENTRYPOINT")[0]), json.loads(steps("CMD")[0])
    app = get_commands()[command]

    assert entry == ["python", "manage.py"]
    load_command_class(str(app), command).create_parser("manage.py", command).parse_args(options)


def test_the_checks_of_health_are_python_and_ask_for_a_probe() -> None:
    image = json.loads(re.search(r"CMD (\[.*\])", steps("HEALTHCHECK")[0])[1])  # type: ignore[index]  # -- it is there
    scripts = [image[-1], OURS["stream"]["healthcheck"]["test"][-1]]

    for script in scripts:
        ast.parse(script)
        assert "/livez" in script
