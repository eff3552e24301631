"""Makes small pictures of pages: a few colours are enough for text, tables and charts."""

import struct
import zlib
from base64 import b64decode, b64encode
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page

COLOURS: Final = 256  # as many as a palette holds
COARSE: Final = 5  # bits of each of red, green and blue by which colours are told apart
# The browser has read its own picture already: it gives the pixels, without any other library.
READ_PIXELS: Final = """async (text) => {
    const image = new Image();
    image.src = `data:image/png;base64,${text}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const drawn = canvas.getContext("2d");
    drawn.drawImage(image, 0, 0);
    const {data} = drawn.getImageData(0, 0, image.width, image.height);
    const parts = [];
    for (let at = 0; at < data.length; at += 32768)
        parts.push(String.fromCharCode(...data.subarray(at, at + 32768)));
    return {width: image.width, height: image.height, pixels: btoa(parts.join(""))};
}"""


def shrink(png: bytes, blank: Page) -> bytes:
    """Give PNG with at most `COLOURS`; BLANK is a page on which scripts may run."""
    read: dict[str, Any] = blank.evaluate(READ_PIXELS, b64encode(png).decode())
    shape = (read["height"], read["width"], 4)
    pixels = np.frombuffer(b64decode(read["pixels"]), dtype=np.uint8).reshape(shape)[..., :3]
    return write_png(*choose_colours(pixels))


def choose_colours(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Give the most frequent colours of PIXELS, and the nearest of them for each pixel."""
    coarse = (pixels >> (8 - COARSE)).astype(np.int64)
    bins = (coarse[..., 0] << 2 * COARSE) | (coarse[..., 1] << COARSE) | coarse[..., 2]
    used, place, counts = np.unique(bins, return_inverse=True, return_counts=True)
    flat = pixels.reshape(-1, 3).astype(np.float64)
    sums = [np.bincount(place.ravel(), weights=flat[:, each]) for each in range(3)]
    means = np.stack(sums, axis=1) / counts[:, None]
    palette = means[np.argsort(-counts, kind="stable")[:COLOURS]]
    distances = ((means[:, None, :] - palette[None, :, :]) ** 2).sum(axis=2)
    nearest = distances.argmin(axis=1).astype(np.uint8)
    assert used.size == nearest.size
    return np.rint(palette).astype(np.uint8), nearest[place.reshape(bins.shape)]


def write_png(palette: NDArray[np.uint8], places: NDArray[np.uint8]) -> bytes:
    """Write PLACES in PALETTE as a PNG."""
    height, width = places.shape
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    lines = np.pad(places, ((0, 0), (1, 0)))  # each line says that it is not filtered
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _write_chunk(kind, data)
        for kind, data in (
            (b"IHDR", head),
            (b"PLTE", palette.tobytes()),
            (b"IDAT", zlib.compress(lines.tobytes(), 9)),
            (b"IEND", b""),
        )
    )


def _write_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
