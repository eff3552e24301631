"""Measures how fast the board is there, what it weighs, and how it answers with 5,000 features.

`python -m tests.benchmarks.looking [--features N] [--groups N] [--runs N]` makes a SQLite database
of its own, serves it, and opens it in Chromium. It prints the weight of the first view's scripts,
the first contentful paint beside that of a static file of the same server, both opened in turn, and
how long a browser on a processor slowed down four times takes from a key, a click or a scroll to
the picture that follows.
"""

import argparse
import gzip
import shutil
import subprocess
import sys
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console

from tests.conformance.serving import ROOT, command, serve

FEATURES, GROUPS, RUNS = 5_000, 50, 9
SLOWED: Final = 4
BROWSER_FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
OPEN: Final = {"DJANGO_SETTINGS_MODULE": "backend.settings", "TUTTI_PUBLIC_READ": "1"}
BOARD: Final = "/products/large"
STATIC: Final = "/static/board/board.css"
FILL: Final = "from tests.benchmarks.large import fill; fill({features}, {groups})"
PAINTED: Final = """() => new Promise((done) => new PerformanceObserver((list) => {
    const first = list.getEntriesByName("first-contentful-paint")[0];
    if (first) done(first.startTime);
}).observe({type: "paint", buffered: true}))"""
LISTEN: Final = """() => {
    globalThis.waits = [];
    new PerformanceObserver((list) => waits.push(...list.getEntries().map((e) => e.duration)))
        .observe({type: "event", durationThreshold: 16});
}"""
# Scrolls to a share of the page, and tells after how many milliseconds that is painted.
SCROLL: Final = """(share) => new Promise((done) => {
    const began = performance.now();
    scrollTo(0, document.documentElement.scrollHeight * share);
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
})"""


@dataclass
class Looked:
    """What was seen: kilobytes of script, and milliseconds."""

    weight: float = 0.0
    board: list[float] = field(default_factory=list)
    static: list[float] = field(default_factory=list)
    scrolls: list[float] = field(default_factory=list)
    events: list[float] = field(default_factory=list)


def paint(browser: Browser, address: str) -> float:
    """Open ADDRESS in a window without a past; give the milliseconds to the first content."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address)
    painted = float(page.evaluate(PAINTED))
    context.close()
    return painted


def weigh(page: Page, address: str) -> float:
    """Open ADDRESS; give the kilobytes of its scripts as they are compressed."""
    scripts: list[str] = []
    page.on("request", lambda r: scripts.append(r.url) if r.resource_type == "script" else None)
    page.goto(address, wait_until="networkidle")
    bodies = (urllib.request.urlopen(each, timeout=30).read() for each in scripts)
    return sum(len(gzip.compress(body)) for body in bodies) / 1_000


def work(page: Page, address: str) -> tuple[list[float], list[float]]:
    """Scroll and type on the page at ADDRESS; give how long each took to be seen."""
    page.goto(address, wait_until="networkidle")
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.evaluate(LISTEN)
    scrolls = [float(page.evaluate(SCROLL, share / 20)) for share in range(1, 20)]
    page.evaluate("scrollTo(0, 0)")
    page.get_by_label("Search").press_sequentially("Feature 12", delay=80)
    page.get_by_role("button", name="Colours: As the system").click()
    for _ in range(8):
        page.keyboard.press("Tab")
    page.wait_for_timeout(1_000)
    return scrolls, page.evaluate("waits")


def look(origin: str, runs: int) -> Looked:
    """Look at the board at ORIGIN as often as RUNS say."""
    seen = Looked()
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_FLAGS)
        seen.weight = weigh(browser.new_page(), origin + BOARD)
        for _ in range(runs):
            seen.static.append(paint(browser, origin + STATIC))
            seen.board.append(paint(browser, origin + BOARD))
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        seen.scrolls, seen.events = work(page, origin + BOARD)
        browser.close()
    return seen


def report(seen: Looked) -> None:
    """Print what was SEEN."""
    console = Console()
    ratio = median(seen.board) / median(seen.static)
    console.print(f"script of the first view: {seen.weight:.0f} KB compressed")
    console.print(
        f"first contentful paint: board {median(seen.board):.0f} ms, static file"
        f" {median(seen.static):.0f} ms, ratio {ratio:.2f}"
    )
    for name, waits in (("scrolls", seen.scrolls), ("keys and clicks", seen.events)):
        if waits:
            worst = max(waits)
            console.print(f"{name}, slowed x{SLOWED}: median {median(waits):.0f}, {worst:.0f} ms")


def main() -> None:
    """Fill, serve, look and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--features", type=int, default=FEATURES)
    parser.add_argument("--groups", type=int, default=GROUPS)
    parser.add_argument("--runs", type=int, default=RUNS)
    given = parser.parse_args(sys.argv[1:])
    with TemporaryDirectory() as folder:
        database = Path(folder) / "large.sqlite3"
        script = FILL.format(features=given.features, groups=given.groups)
        for words in (("migrate", "--verbosity", "0"), ("shell", "-v", "0", "-c", script)):
            arguments, environment = command(database, *words, **OPEN)
            subprocess.run(arguments, cwd=ROOT, env=environment, check=True)
        with serve(database, **OPEN) as server:
            report(look(server.url.removesuffix("/graphql"), given.runs))


if __name__ == "__main__":
    main()
