"""Every client of the guide reads lists both ways, writes, is refused, and hears what is new."""

from typing import Any, Final

import pytest

from tests.conformance.asking import expect, find_task
from tests.conformance.serving import Server
from tests.conformance.workspace import Workspace

pytestmark = pytest.mark.django_db  # the server's database begins as a copy of the empty one

SCRIPTS: Final = {
    "apollo": "try_apollo.mjs",
    "urql": "try_urql.mjs",
    "relay": "try_relay.mjs",
    "graphql-ws": "try_streams.mjs",
    "graphql-sse": "try_streams.mjs",
}
# Two have no cache that could show anything; Relay compiles nothing that the schema has not.
LACKS: Final = {"graphql-ws": "shown", "graphql-sse": "shown", "relay": "broken"}
# Relay gives what was answered beside an error, and keeps the error to its network.
DIFFERS: Final[dict[str, dict[str, Any]]] = {
    "relay": {"half": {"name": "What relay asks about", "codes": []}}
}


@pytest.mark.parametrize("client", SCRIPTS)
def test_a_client_does_what_the_guide_says(
    server: Server, workspace: Workspace, client: str
) -> None:
    task = find_task(server, client)

    told = workspace.report(SCRIPTS[client], **task)

    expected = expect(server, task) | DIFFERS.get(client, {})
    expected.pop(LACKS.get(client, ""), None)
    assert told.pop("heard") in expected.pop("heard")
    assert told == expected
