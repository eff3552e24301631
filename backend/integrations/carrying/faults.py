"""What is wrong with a file or one of its cells, in a code for programs and in words."""

from enum import StrEnum


class Code(StrEnum):
    """Why a cell or a row is refused; what the domain refuses has the first four as well."""

    REQUIRED = "REQUIRED"
    INVALID = "INVALID"
    UNKNOWN = "UNKNOWN"
    CONFLICT = "CONFLICT"
    AMBIGUOUS = "AMBIGUOUS"  # it can be read in two ways
    FORBIDDEN = "FORBIDDEN"  # somebody else may do that
    SHAPE = "SHAPE"  # the row has other cells than the header
    OVERTAKEN = "OVERTAKEN"  # what stands is newer: told, and no refusal


class CellRefusedError(ValueError):
    """Says why a cell cannot be read."""

    def __init__(self, message: str, *, code: Code = Code.INVALID) -> None:
        """Keep MESSAGE and CODE."""
        super().__init__(message)
        self.code = code
