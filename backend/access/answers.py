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


class Written:
    """A list or an object that many answers share, so that nobody may change it."""

    _text: bytes | None = None

    def write(self) -> bytes:
        """Give it as JSON, which is made when somebody asks for the first time."""
        if self._text is None:
            self._text = write_json(dict(self) if isinstance(self, dict) else list(self))  # type: ignore[call-overload]  # -- it is one of the two below
        return self._text


class Completed(Written, list[Any]):
    """A list that was completed."""


class CompletedObject(Written, dict[str, Any]):
    """An object that was completed."""


def write_json(answer: object) -> bytes:
    """Write ANSWER as JSON in UTF-8."""
    try:
        return orjson.dumps(answer, default=_explain, option=STRICT)
    except TypeError:  # half a surrogate pair that a caller sent, or a number beyond 64 bits
        return json.dumps(answer, cls=DjangoJSONEncoder, separators=(",", ":")).encode()


def _explain(value: object) -> object:
    """Give what stands for VALUE in JSON."""
    if isinstance(value, Written):
        return orjson.Fragment(value.write())
    kinds: tuple[Any, ...] = (str, list, dict, int, float)
    for kind in kinds:
        if isinstance(value, kind):
            return kind(value)
    return DjangoJSONEncoder().default(value)
