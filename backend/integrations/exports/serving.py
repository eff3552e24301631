"""Sends files, from where a broken download has ended, and never holds one in memory."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import IO, Final

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from backend.access.problems import VARY
from backend.integrations.exports.files import find_file
from backend.integrations.exports.models import Export, Format
from backend.integrations.exports.ranges import Span, UnsatisfiableError, read_range

BLOCK: Final = 64 * 1024  # bytes
CURSOR: Final = "Tutti-Cursor"
MEDIA: Final = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.NDJSON: "application/x-ndjson",
    Format.PARQUET: "application/vnd.apache.parquet",
}


def send(request: HttpRequest, export: Export) -> HttpResponseBase:
    """Send the file of EXPORT, or the part of it that REQUEST asks for.

    :raises FileNotFoundError: when it has just been removed.
    """
    tag, size = f'"{export.checksum}"', export.size or 0
    wanted = parse_etags(request.headers.get("If-Match", ""))
    if wanted and tag not in wanted and wanted != ["*"]:
        return _mark(HttpResponse(status=HTTPStatus.PRECONDITION_FAILED), export, tag)
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if known == ["*"] or tag in {each.removeprefix("W/") for each in known}:
        return _mark(HttpResponseNotModified(), export, tag)
    try:
        span = _read_span(request, export, tag)
    except UnsatisfiableError:
        response = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        response["Content-Range"] = f"bytes */{size}"
        return _mark(response, export, tag)
    file = find_file(export).open(
        "rb"
    )  # it can be read to its end, even if it is removed meanwhile
    return _mark(_stream(file, span, size, MEDIA[Format(export.format)]), export, tag)


def _stream(file: IO[bytes], span: Span | None, size: int, media: str) -> StreamingHttpResponse:
    """Stream SPAN of FILE, or all of it, which is of SIZE and MEDIA."""
    part = span or Span(0, size - 1)
    status = HTTPStatus.OK if span is None else HTTPStatus.PARTIAL_CONTENT
    response = StreamingHttpResponse(_Reading(file, part), status=status, content_type=media)
    response["Content-Length"] = str(part.length)
    if span is not None:
        response["Content-Range"] = f"bytes {span.first}-{span.last}/{size}"
    return response


def _read_span(request: HttpRequest, export: Export, tag: str) -> Span | None:
    """Read which part REQUEST asks for; all of it where what they have is of another file.

    :raises UnsatisfiableError: when nothing lies in it.
    """
    text = request.headers.get("Range")
    if text is None or request.method not in {"GET", "HEAD"}:
        return None
    known = request.headers.get("If-Range", "").strip()
    written_at = export.finished_at.timestamp() if export.finished_at else 0
    if known and known != tag and parse_http_date_safe(known) != int(written_at):
        return None
    return read_range(text, export.size or 0)


class _Reading:
    """Yields a span of a file, some of it in memory at a time; the response closes it.

    A generator that nobody has begun, as for HEAD, would not close the file.
    """

    def __init__(self, file: IO[bytes], span: Span) -> None:
        self.file, self.left = file, span.length
        file.seek(span.first)

    def __iter__(self) -> Iterator[bytes]:
        """Yield it."""
        while self.left > 0 and (block := self.file.read(min(BLOCK, self.left))):
            yield block
            self.left -= len(block)

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def _mark(response: HttpResponseBase, export: Export, tag: str) -> HttpResponseBase:
    """Say in RESPONSE what the file of EXPORT with TAG is, and that parts may be asked for."""
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    response["Last-Modified"] = http_date(
        export.finished_at.timestamp() if export.finished_at else 0
    )
    response["Cache-Control"] = "private, no-cache, no-transform"
    response["Content-Disposition"] = f'attachment; filename="{export.file_name}"'
    response["Vary"] = VARY
    response[CURSOR] = export.cursor
    return response
