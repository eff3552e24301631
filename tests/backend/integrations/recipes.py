"""The scripts of the guide to integrations, and servers of others on this machine."""

import importlib.util
import json
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, TypeAlias

GUIDE: Final = Path(__file__).resolve().parents[3] / "docs" / "integrations.md"
BLOCK: Final = re.compile(r"^```python (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def read_scripts() -> dict[str, str]:
    """Give the scripts of the guide by name."""
    return dict(BLOCK.findall(GUIDE.read_text(encoding="utf-8")))


def load(name: str, folder: Path) -> Any:  # noqa: ANN401 -- a module
    """Load the script NAME as it stands in the guide, from FOLDER, beside what they all share."""
    loaded = None
    for each in ("tutti", name):
        file = folder / f"{each}.py"
        file.write_text(read_scripts()[file.name], encoding="utf-8")
        spec = importlib.util.spec_from_file_location(each, file)
        assert spec is not None
        assert spec.loader is not None
        loaded = importlib.util.module_from_spec(spec)
        sys.modules["tutti" if each == "tutti" else f"recipe_{each}"] = loaded
        spec.loader.exec_module(loaded)
    return loaded


@dataclass(frozen=True)
class Asked:
    """What a server was asked: METHOD, PATH, HEADERS by small letters, and BODY as JSON."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


Answer: TypeAlias = Callable[[Asked], tuple[int, object]]


@dataclass
class Other:
    """A server of somebody else's at URL, and all that it was ASKED."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def serve(answer: Answer) -> Iterator[Other]:
    """Run a server that gives status and JSON as ANSWER says."""
    other = Other()

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, headers, json.loads(text) if text else None)
            other.asked.append(asked)
            status, body = answer(asked)
            told = b"" if body is None else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        do_GET = do_POST = do_PUT = do_PATCH = _take  # noqa: N815 -- the library's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    other.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield other
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
