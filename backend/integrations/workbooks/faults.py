"""What is wrong with a file that should be a table."""

from collections.abc import Sequence


class TableRefusedError(ValueError):
    """Says why a file cannot be read as a table at all; nothing was written."""

    def __init__(self, *messages: str) -> None:
        """Keep MESSAGES, at least one."""
        super().__init__(" ".join(messages))
        self.messages: Sequence[str] = messages
