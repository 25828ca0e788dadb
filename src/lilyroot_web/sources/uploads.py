"""Files that come in by the browser: streamed to disk as they arrive, up to a limit, and from whom they may come."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload, TemporaryFileUploadHandler
from django.utils.translation import gettext

from lilyroot_web.access.queries import may

_SPARE: Final = 512 << 20
"""So much of the disk stays free, whatever is uploaded."""


class _OnDisk(TemporaryUploadedFile):
    """An upload in our own folder, on the disk on which it is taken in; gone when the request ends."""

    def __init__(self, folder: Path, coming: FileUploadHandler) -> None:
        file = tempfile.NamedTemporaryFile(suffix=".upload", dir=folder)  # noqa: SIM115 - closed with the request
        UploadedFile.__init__(self, file, coming.file_name, coming.content_type, 0, coming.charset)


class Streamed(TemporaryFileUploadHandler):
    """Never in memory; nothing from strangers; no more than the limit, whatever a header says.

    What was stopped says why in ``request.upload_refused``; a form asks for it.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._given = 0
        self._length = 0

    def handle_raw_input(self, input_data: Any, meta: Any, content_length: int, *rest: Any) -> None:
        """How much the browser says is coming."""
        self._length = content_length

    def new_file(self, *given: Any, **more: Any) -> None:
        """Before a byte of a file is kept: from whom does it come, and does it fit?"""
        if not may(self.request.user, "keep sources"):
            self._stop("")
        if self._length > settings.LARGEST_UPLOAD:
            self._stop(too_large())
        folder = settings.LILYROOT_HOME.uploads
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # it is copied once more while it is taken in
        if 2 * self._length + _SPARE > shutil.disk_usage(folder).free:
            self._stop(
                gettext("There is not enough room on the server's disk for this file. Make room, then give it again.")
            )
        FileUploadHandler.new_file(self, *given, **more)
        self.file = _OnDisk(folder, self)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._given += len(raw_data)
        if self._given > settings.LARGEST_UPLOAD:  # whatever was said before
            self.upload_interrupted()
            self._stop(too_large())
        super().receive_data_chunk(raw_data, start)

    def _stop(self, why: str) -> None:
        self.request.upload_refused = why
        raise StopUpload(connection_reset=True)


def too_large() -> str:
    """What to say of a file beyond the limit."""
    return gettext(
        "The file is larger than %(value)s MB, the most that is taken in the browser. Split it "
        "by month, or give it on the server itself: lilyroot listen."
    ) % {"value": f"{settings.LARGEST_UPLOAD >> 20:,}"}
