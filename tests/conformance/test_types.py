"""The schema and the documents become types in which a mistake shows."""

from typing import Final

from tests.conformance.workspace import Workspace

STRICTLY: Final = (
    *("--noEmit", "--strict", "--skipLibCheck", "--target", "es2022"),
    *("--module", "esnext", "--moduleResolution", "bundler"),
)


def test_each_document_has_types_in_which_a_mistake_shows(workspace: Workspace) -> None:
    workspace.run("graphql-codegen", "--config", "codegen.ts")

    # An error that `check_types.ts` expects and that does not come is one as well.
    workspace.run("tsc", *STRICTLY, "check_types.ts", "codegen.ts", "gql/graphql.ts", "gql/gql.ts")
