"""Nothing in the guide to clients is left untried."""

import re

from tests.conformance.workspace import GUIDE, read_guide


def test_each_block_of_the_guide_is_a_file_that_is_tried() -> None:
    text = GUIDE.read_text(encoding="utf-8")

    blocks = re.findall(r"^```(?:\w+ )?(\S+)\n.*?^```$", text, re.MULTILINE | re.DOTALL)

    assert blocks == list(read_guide())
    assert len(blocks) == text.count("\n```") // 2
