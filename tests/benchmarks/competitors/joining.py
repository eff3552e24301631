"""Answers the canonical question by SQL alone: the limits that the API is held against.

Each application is a plain WSGI function over psycopg, with a connection for each thread and a
statement that is prepared once. `prepare` makes what they read, once, behind the recount.
"""

import os
import threading
from collections.abc import Callable
from typing import Any, Final, LiteralString, TypeAlias

import psycopg

Start: TypeAlias = Callable[[str, list[tuple[str, str]]], object]

# The lines of the breakdowns as rows with keys of their own, as anyone would design them who does
# not keep them in their score; and for each score its answer, ready but for the brackets.
TABLES: Final[tuple[LiteralString, ...]] = (
    "DROP TABLE IF EXISTS benchmark_line, benchmark_ready",
    "DROP FUNCTION IF EXISTS top_features",
    """
CREATE TABLE benchmark_line (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    score_id BIGINT NOT NULL REFERENCES stakeholders_alignmentscore,
    group_id BIGINT NOT NULL REFERENCES stakeholders_group,
    support DOUBLE PRECISION NOT NULL,
    voices INTEGER NOT NULL,
    heard INTEGER NOT NULL,
    strongly_oppose INTEGER NOT NULL,
    oppose INTEGER NOT NULL,
    neutral INTEGER NOT NULL,
    support_stance INTEGER NOT NULL,
    strongly_support INTEGER NOT NULL
)
""",
    """
INSERT INTO benchmark_line (score_id, group_id, support, voices, heard, strongly_oppose, oppose,
    neutral, support_stance, strongly_support)
SELECT feature_id, (line->>'group')::bigint, (line->>'support')::float, (line->>'voices')::int,
    (line->>'heard')::int, (line->'stances'->>0)::int, (line->'stances'->>1)::int,
    (line->'stances'->>2)::int, (line->'stances'->>3)::int, (line->'stances'->>4)::int
FROM stakeholders_alignmentscore, jsonb_array_elements(breakdown) WITH ORDINALITY AS l (line, place)
ORDER BY feature_id, place
""",
    "CREATE INDEX ON benchmark_line (score_id)",
    "CREATE INDEX ON benchmark_line (group_id)",
    "CREATE TABLE benchmark_ready (feature_id BIGINT PRIMARY KEY, body TEXT NOT NULL)",
    "ALTER TABLE benchmark_ready ALTER body SET STORAGE EXTERNAL",  # read without unpacking
    """
CREATE FUNCTION top_features(key TEXT) RETURNS SETOF products_feature LANGUAGE sql STABLE AS $$
    SELECT feature.* FROM products_feature AS feature
    JOIN products_product AS product ON product.id = feature.product_id
    LEFT JOIN stakeholders_alignmentscore AS score ON score.feature_id = feature.id
    WHERE product.key = top_features.key AND feature.merged_into_id IS NULL
    ORDER BY score.low DESC NULLS LAST, score.score DESC NULLS LAST, feature.id
$$
""",
)
TOP: Final[LiteralString] = """
    SELECT feature.id, feature.name, feature.stage, score.score, score.low, score.high
    FROM products_feature AS feature
    JOIN products_product AS product ON product.id = feature.product_id
    JOIN stakeholders_alignmentscore AS score ON score.feature_id = feature.id
    WHERE product.key = %s AND feature.merged_into_id IS NULL
    ORDER BY score.low DESC, score.score DESC, feature.id LIMIT 20
"""
# Whole rows as JSON are made a third faster than by `json_build_object`, and without spaces.
NODE: Final[LiteralString] = """
json_build_object('name', top.name, 'stage', top.stage, 'alignment', json_build_object(
    'score', top.score, 'low', top.low, 'high', top.high, 'breakdown', (
        SELECT json_agg(one) FROM (
            SELECT party.shown AS "group", line.support, line.voices, line.heard, (
                SELECT to_json(counts) FROM (
                    SELECT line.strongly_oppose AS "stronglyOppose", line.oppose, line.neutral,
                        line.support_stance AS support, line.strongly_support AS "stronglySupport"
                ) AS counts
            ) AS stances
            FROM benchmark_line AS line
            JOIN (
                SELECT id, json_build_object('name', name, 'kind', kind) AS shown
                FROM stakeholders_group OFFSET 0  -- shown once for each group, not for each line
            ) AS party ON party.id = line.group_id
            WHERE line.score_id = top.id ORDER BY line.id
        ) AS one
    )
))
"""
JOINED: Final[LiteralString] = f"""
SELECT json_build_object('data', json_build_object('features', json_build_object('nodes',
    json_agg({NODE} ORDER BY top.low DESC, top.score DESC, top.id)
)))::text FROM ({TOP}) AS top
"""  # noqa: S608 -- constants
READY: Final[LiteralString] = f"""
SELECT '{{"data":{{"features":{{"nodes":['
    || string_agg(body, ',' ORDER BY top.low DESC, top.score DESC, top.id) || ']}}}}}}'
FROM ({TOP}) AS top JOIN benchmark_ready ON feature_id = top.id
"""  # noqa: S608 -- constants
FILL: Final[LiteralString] = f"""
INSERT INTO benchmark_ready (feature_id, body)
SELECT top.id, {NODE} FROM (
    SELECT feature.id, feature.name, feature.stage, score.score, score.low, score.high
    FROM products_feature AS feature
    JOIN stakeholders_alignmentscore AS score ON score.feature_id = feature.id
) AS top
"""  # noqa: S608 -- constants


def prepare(address: str) -> None:
    """Make, in the counted database at ADDRESS, what the competitors read beside our tables."""
    with psycopg.connect(address) as connection:
        for statement in (*TABLES, FILL):
            connection.execute(statement)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


class Answer:
    """A WSGI application whose body is the one value that STATEMENT gives.

    Its one placeholder is the key of a product, which the query string holds: `product=KEY`.
    """

    def __init__(self, statement: LiteralString) -> None:
        self.statement = statement
        self.own = threading.local()

    def __call__(self, environ: dict[str, Any], start: Start) -> list[bytes]:
        """Answer with what the database has put together, byte for byte."""
        key = environ["QUERY_STRING"].partition("=")[2]
        body = self._read(key)
        return reply(body, start)

    def _read(self, key: str) -> bytes:
        """Read the value through the connection of this thread, as the bytes that came."""
        if not hasattr(self.own, "connection"):
            self.own.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
        cursor = self.own.connection.execute(self.statement, [key], prepare=True)
        body: bytes = cursor.pgresult.get_value(0, 0)
        return body


def reply(body: bytes, start: Start) -> list[bytes]:
    """Give BODY as an answer in JSON."""
    length = str(len(body))
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", length)])
    return [body]


def trivial(_environ: dict[str, Any], start: Start) -> list[bytes]:
    """Answer nothing worth the way: what it costs to be asked."""
    return reply(b"{}", start)


joined = Answer(JOINED)
ready = Answer(READY)
