"""The guide to exports of other tools says which stage each of their words means."""

import re
from pathlib import Path
from typing import Final

import pytest

from backend.integrations.importers.all_tools import TOOLS
from backend.integrations.importers.tools import Tool

GUIDE: Final = (Path(__file__).resolve().parents[4] / "docs" / "importers.md").read_text("utf-8")


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: str(tool.name))
def test_the_guide_names_each_status_that_is_known_and_what_it_means(tool: Tool) -> None:
    section = GUIDE.partition(f"\n## {tool.title}\n")[2].partition("\n## ")[0].casefold()
    words = set(re.findall(r"[a-z][a-z' ]*[a-z]", section))

    assert [word for word in tool.stages if not any(word in each for each in words)] == []
    assert {stage.casefold() for stage in tool.stages.values()} <= words
