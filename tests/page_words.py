"""Reads the words that a page shows: its texts, and what its attributes say to people."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

SILENT: Final = frozenset({"script", "style", "code", "noscript"})
SAID: Final = ("title", "aria-label", "placeholder", "alt")
# What is no word: names and codes that rows and programs have, and what `fill` wrote into rows.
NO_WORDS: Final = re.compile(
    r"""
    \b[a-z_]+(\.[a-z_]+)+\b | \bmsg_\S* | \{"feature":\ \d+\} |  # messages, hosts, tasks
    \b\S+@\S+ | \b[a-z]+-\d+\b | \b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b | tutti_\S*
    | \b[A-Z][A-Z0-9_]+\b | \bTutti\b | \b[a-z]+(_[a-z]+)+\b | \b[a-z]+:[a-z]+\b | https?://\S*
    | (user|token):\d+ | \ban\.example\b | \bclientMutationId\b | \bGraphQL\b | \bm2?\b
    | \b(products|stakeholders|access|auth|account|mfa|socialaccount)\.\w+
    | \bMarkdown\b | Heard | Yes! | Asked\ for\. | We\ draw\ it\. | The\ same\. | "done"
    | \b(argon2|salt|hash)\b | \b(tests|curator|us|ada|sso|shell)\b | \b(Control|Command)\b
    | \bParquet\b | \bzip\b | ([a-z]+(-\d)?)?\.json\b | In\ review=  # forms of files
    | \b[A-Za-z0-9+/]{20,}=*  # global ids
    | \b(Polis|Fider|[Cc]anny|Productboard|Quackback|UserVoice|ClearFlask|Linear|Jira)\b
    | \bf\.csv\b | ^(True|False|Search)$  # what Django's pictures are called, in English alone
    """,
    re.VERBOSE,
)
VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "col"})


@dataclass
class WordReader(HTMLParser):
    """Collects what a page says, and in which language and direction it says so."""

    texts: list[str] = field(default_factory=list)
    root: dict[str, str | None] = field(default_factory=dict)
    _silent: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Prepare the parser."""
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in what attributes say."""
        given = dict(attrs)
        if tag == "html":
            self.root = given
        # A name of a language is told in that language.
        if tag in SILENT or (tag == "button" and "lang" in given):
            self._silent.append(tag)
        said = [*SAID, *(["value"] if given.get("type") in {"submit", "button"} else [])]
        self.texts += [given[name] or "" for name in said if name in given]

    def handle_endtag(self, tag: str) -> None:
        """Listen again behind what says nothing."""
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        """Take in a text."""
        if not self._silent and data.strip():
            self.texts.append(data.strip())


def read_words(page: str) -> WordReader:
    """Read PAGE."""
    reader = WordReader()
    reader.feed(page)
    return reader


def find_latin(texts: list[str], *known: re.Pattern[str]) -> list[str]:
    """Give those of TEXTS, in Arabic, that hold Latin words that are not KNOWN to be none."""
    left = texts
    for each in known:
        left = [each.sub(" ", text) for text in left]
    return [text for text in left if re.search(r"[A-Za-z]{2}", text)]
