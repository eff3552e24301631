"""Tutti speaks GraphQL over HTTP as the specification has it."""

import pytest

from tests.conformance.serving import Server
from tests.conformance.workspace import Workspace

pytestmark = pytest.mark.django_db  # the server's database begins as a copy of the empty one

AUDITS = 61  # of graphql-http, at the version that is locked


def test_graphql_http_finds_nothing_wrong(server: Server, workspace: Workspace) -> None:
    told = workspace.report("audit_http.mjs", url=server.url)

    assert told == {"audits": AUDITS, "faults": []}
