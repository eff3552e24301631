"""What docs/webhooks.md shows does what it says."""

import json
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from standardwebhooks import WebhookVerificationError

from backend.integrations.webhooks.endpoints import rotate_secret
from backend.integrations.webhooks.messages import PING, RESYNC, TYPES
from backend.integrations.webhooks.tasks import WAITS
from backend.integrations.webhooks.testing import ping
from tests.backend.integrations.webhooks.receivers import Message, receiving
from tests.backend.integrations.webhooks.working import build_endpoint

GUIDE = (Path(__file__).parents[4] / "docs" / "webhooks.md").read_text("utf-8")
NODE = shutil.which("node")
UNITS = {"s": "seconds", "min": "minutes", "h": "hours"}


def find_block(language: str) -> str:
    """Find the only block of code in LANGUAGE."""
    (block,) = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    return str(block)


def receive() -> tuple[str, Message]:
    """Receive a message after a rotation; give the old secret, which still is good."""
    with receiving() as receiver:
        added = build_endpoint(receiver.url)
        ping(rotate_secret(added.endpoint, at=timezone.now()).endpoint, at=timezone.now())
    return added.secret, receiver.messages[0]


@pytest.mark.django_db
def test_the_lines_in_python_tell_good_messages_from_others() -> None:
    names: dict[str, Any] = {}
    exec(find_block("python"), names)  # noqa: S102 -- that is what the guide is for
    secret, message = receive()

    told = names["read_message"](secret, message.headers, message.body)

    assert told["type"] == "test.ping"
    with pytest.raises(WebhookVerificationError):
        names["read_message"](secret, message.headers, message.body + b" ")


@pytest.mark.skipif(NODE is None, reason="needs Node, which runs the lines")
@pytest.mark.django_db
def test_the_lines_for_node_tell_good_messages_from_others(tmp_path: Path) -> None:
    secret, message = receive()
    script = tmp_path / "read.js"
    asked = json.dumps([secret, message.headers, message.body.decode()])
    old = message.headers | {"webhook-timestamp": "1700000000"}
    script.write_text(
        f"""{find_block("js")}
const [secret, headers, body] = {asked};
const told = [readMessage(secret, headers, body).type];
for (const [given, text] of [[headers, body + " "], [{json.dumps(old)}, body]])
  try {{ readMessage(secret, given, text); }} catch (error) {{ told.push(error.message); }}
console.log(JSON.stringify(told));
""",
        encoding="utf-8",
    )

    said = subprocess.run([str(NODE), str(script)], capture_output=True, text=True, check=True)

    assert json.loads(said.stdout) == [
        "test.ping",
        "This message is not from Tutti.",
        "This message is old.",
    ]


def test_the_types_that_the_guide_names_are_known() -> None:
    named = set(re.findall(r"`((?!data\.)[a-z_]+\.[a-z_]+)`", GUIDE))

    assert named >= {"feature.stage_changed", PING, RESYNC}
    assert named - {*TYPES, PING, RESYNC} == set()


def test_the_guide_tells_how_long_is_waited() -> None:
    (row,) = re.findall(r"about so long after the one before \| (.*) \|", GUIDE)
    told = [each.split(" ") for each in row.split(" | ")]

    assert [timedelta(**{UNITS[unit]: int(number)}) for number, unit in told] == list(WAITS)
