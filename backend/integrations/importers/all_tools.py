"""All tools whose exports can be imported; one file in this room reads those of each."""

from typing import Final

from backend.integrations.importers.canny import CANNY
from backend.integrations.importers.clearflask import CLEARFLASK
from backend.integrations.importers.fider import FIDER
from backend.integrations.importers.jira import JIRA
from backend.integrations.importers.linear import LINEAR
from backend.integrations.importers.productboard import PRODUCTBOARD
from backend.integrations.importers.quackback import QUACKBACK
from backend.integrations.importers.tools import Tool
from backend.integrations.importers.uservoice import USERVOICE

TOOLS: Final[tuple[Tool, ...]] = (
    *(FIDER, CANNY, PRODUCTBOARD, QUACKBACK),
    *(USERVOICE, CLEARFLASK, LINEAR, JIRA),
)
