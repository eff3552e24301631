"""Starts a Spark of its own on loopback: a master and two workers, from the installed package."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest

SMALL: Final = """
spark.driver.host 127.0.0.1
spark.driver.memory 512m
spark.executor.memory 512m
spark.sql.shuffle.partitions 4
spark.default.parallelism 4
spark.sql.adaptive.enabled false
"""
PATIENCE: Final = 90  # seconds
DEPLOY: Final = "org.apache.spark.deploy"


def find_home() -> Path:
    """Give the place of Spark; skip the test where it cannot run."""
    if not shutil.which("java"):
        pytest.skip("needs Java")
    spec = find_spec("pyspark")
    if spec is None or spec.origin is None:
        pytest.skip("needs Spark: requirements-spark.txt")
    return Path(spec.origin).parent


def pick_port() -> int:
    """Give a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def await_answer(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Wait until SERVER listens on PORT; a busy machine takes its time to start Java."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert server.poll() is None
            assert time.monotonic() < until
            time.sleep(0.2)
        else:
            return


def make_small(directory: Path) -> dict[str, str]:
    """Give the environment of a Spark that needs little memory, configured in DIRECTORY."""
    (directory / "spark-defaults.conf").write_text(SMALL)
    return os.environ | {
        "SPARK_CONF_DIR": str(directory),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "128m",
        "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }


@contextmanager
def start_spark(directory: Path) -> Iterator[str]:
    """Start a master and two workers that write into DIRECTORY; give the master's address."""
    program = str(find_home() / "bin" / "spark-class")
    port = pick_port()
    address = f"spark://127.0.0.1:{port}"
    master = ["Master", "--port", str(port)]
    worker = ["Worker", "--cores", "1", "--memory", "600m", "--work-dir", str(directory), address]
    started: list[subprocess.Popen[bytes]] = []
    with (directory / "spark.log").open("wb") as log:
        for name, *rest in (master, worker, worker):
            command = [program, f"{DEPLOY}.{name.lower()}.{name}", "--host", "127.0.0.1"]
            process = subprocess.Popen(
                [*command, "--webui-port", "0", *rest],
                env=make_small(directory),
                stdout=log,
                stderr=log,
            )
            started.append(process)
        try:
            await_answer(port, started[0])
            yield address
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(20)
