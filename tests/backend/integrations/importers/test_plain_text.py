"""HTML becomes the words in it, however it was made."""

import pytest

from backend.integrations.importers.plain_text import read_html


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("plain", "plain"),
        ("a < b & c > d", "a < b & c > d"),
        ("<p>One<br>two</p><ul><li>x &amp; <b>y</b></li></ul>", "One\ntwo\nx & y"),
        ("<p>a\n  b</p>\n\n<p>c</p>", "a b\nc"),
        ('<a href="x">link</a>ed <!-- not seen -->', "linked"),
        ("<p", "<p"),
    ],
)
def test_the_words_stay_and_each_block_is_a_line(text: str, words: str) -> None:
    assert read_html(text) == words


@pytest.mark.parametrize("part", ["<a ", "<", "<!--", "&", '<p x="', "< \n", "<b>"])
def test_what_was_made_to_take_long_takes_a_moment(part: str) -> None:
    text = part * 200_000

    assert len(read_html(text)) <= len(text)
