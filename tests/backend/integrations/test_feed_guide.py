"""The loop that the guide shows follows the feed."""

import io
import re
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from backend.access.scopes import Scope
from backend.feed.epochs import renew_epoch
from backend.feed.reading import find_end
from tests.builders import build_product
from tests.token_rows import build_token

pytestmark = pytest.mark.django_db

GUIDE: Final = Path(__file__).resolve().parents[3] / "docs" / "feed.md"


class Answer:
    """What the network brings: lines and headers."""

    def __init__(self, response: Any) -> None:  # noqa: ANN401 -- the test client's own class
        """Bring RESPONSE."""
        self.headers = dict(response.items())
        self._lines = response.content.splitlines()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        return None

    def __iter__(self) -> Any:  # noqa: ANN401 -- an iterator of bytes
        return iter(self._lines)


def open_here(asked: urllib.request.Request, timeout: float) -> Answer:
    """Let Tutti answer what is ASKED, within this process and TIMEOUT."""
    assert timeout > 30
    parts = urlsplit(asked.full_url)
    browser = Client(headers={name.lower(): str(value) for name, value in asked.header_items()})
    response = browser.get(f"{parts.path}?{parts.query}", secure=True)
    if response.status_code != 200:
        body = io.BytesIO(response.content)
        raise urllib.error.HTTPError(asked.full_url, response.status_code, "", Message(), body)
    return Answer(response)


def test_the_loop_of_the_guide_applies_each_change_and_stops_where_it_has_to_resync(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.DEBUG = False
    monkeypatch.setattr(urllib.request, "urlopen", open_here)
    found = re.search(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    guide: dict[str, Any] = {}
    exec(found[1], guide)  # noqa: S102 -- the guide's own program
    token = build_token(scopes=frozenset({Scope.READ_ALIGNMENT})).text
    begin = str(find_end())
    build_product()
    build_product()
    applied: list[str] = []
    saved: list[str] = []

    def save(cursor: str) -> None:
        saved.append(cursor)
        if len(saved) == 2:
            renew_epoch()

    with pytest.raises(urllib.error.HTTPError) as error:
        guide["follow"](
            "https://testserver", token, begin, lambda line: applied.append(line["noun"]), save
        )

    assert (error.value.code, applied) == (410, ["PRODUCT", "PRODUCT"])
    assert saved[0] == saved[1] != begin
