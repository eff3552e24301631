"""Takes the files that pages for imports ask for, up to a size; any other page is sent none."""

import re
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

from backend.access.roles import may_curate

PAGE: Final = re.compile(r"/admin/[a-z]+/[a-z]+/import/")
# The page for exports of other tools, of which some are several files; the others take one.
TOOL_PAGE: Final = "/admin/access/fileimport/import/"
TOO_LARGE: Final = "_tutti_too_large"  # the request's attribute that says that a file was left


class ImportHandler(TemporaryFileUploadHandler):
    """Writes a file that curators send to a page for imports where nobody else can read it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Begin with nothing."""
        super().__init__(*args, **kwargs)
        self.files = self.size = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Take a file where one is asked for.

        :raises TooManyFilesSent: when none is, or no more, or whoever sends it curates nothing.
        """
        self.files += 1
        request: HttpRequest | None = self.request
        user = getattr(request, "user", None)
        if request is None or not PAGE.fullmatch(request.path_info) or not may_curate(user):
            raise TooManyFilesSent
        is_tool = request.path_info == TOOL_PAGE
        if self.files > (settings.DATA_UPLOAD_MAX_NUMBER_FILES if is_tool else 1):
            raise TooManyFilesSent
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write RAW_DATA, unless the files together become too large by it.

        :raises SkipFile: when it does; the rest of it is not kept.
        """
        self.size += len(raw_data)
        if self.size > settings.LIMIT_UPLOAD:
            setattr(self.request, TOO_LARGE, True)
            raise SkipFile
        super().receive_data_chunk(raw_data, start)
