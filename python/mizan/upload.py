"""Files that came with a call, as Django has them (§3.3)."""

from __future__ import annotations

import os
from io import BytesIO
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile

from mizan._mizan import File


def uploaded(file: File) -> UploadedFile[Any]:
    """A file of the core's as Django's own, at its beginning. A large one is on disk without a
    name, and gone once it is closed.
    """
    descriptor = file.descriptor()
    stream: IO[bytes] = BytesIO(file.bytes()) if descriptor is None else os.fdopen(descriptor, "rb")
    return UploadedFile(stream, file.name, file.content_type, file.size)
