"""Writes answers as JSON, and what was written before only once."""

import json
from typing import Any, Final

import orjson
from django.core.serializers.json import DjangoJSONEncoder

# Only what is exactly a list, a dict, a text or a number is written without asking `_explain`.
STRICT: Final = (
    orjson.OPT_PASSTHROUGH_SUBCLASS
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
)


class Completed(list[Any]):
    """A part of an answer that many answers share, so that nobody may change it."""

    __slots__ = ("text",)

    def __init__(self, rows: list[Any]) -> None:
        super().__init__(rows)
        self.text: bytes | None = None  # the same as JSON, once somebody has asked

    def write(self) -> bytes:
        """Give it as JSON."""
        if self.text is None:
            self.text = write_json(list(self))
        return self.text


def write_json(answer: object) -> bytes:
    """Write ANSWER as JSON in UTF-8."""
    try:
        return orjson.dumps(answer, default=_explain, option=STRICT)
    except TypeError:  # half a surrogate pair that a caller sent, or a number beyond 64 bits
        return json.dumps(answer, cls=DjangoJSONEncoder, separators=(",", ":")).encode()


def _explain(value: object) -> object:
    """Give what stands for VALUE in JSON."""
    if isinstance(value, Completed):
        return orjson.Fragment(value.write())
    kinds: tuple[Any, ...] = (str, list, dict, int, float)
    for kind in kinds:
        if isinstance(value, kind):
            return kind(value)
    return DjangoJSONEncoder().default(value)
