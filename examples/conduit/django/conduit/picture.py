"""Pictures that users upload: files under random names, served as pictures and as nothing else.

1. Nothing that a client says is part of a path: a name on disk is 128 random bits, and a name in a
   URL is looked up only if it has that form.
2. What is served has the type that its first bytes told, `nosniff`, and a policy under which no
   script would run.
"""

from __future__ import annotations

import logging
import re
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse

import mizan

#: Media types of pictures that every browser shows and none runs, with what their files end in.
TYPES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}

PREFIX = "/pictures/"

_NAME = re.compile(r"[0-9a-f]{32}\.(png|jpg|webp|gif)")
_log = logging.getLogger("conduit")


def keep(file: UploadedFile) -> str:
    """Keep a file and return its URL's path. Refuses what is no picture by its first bytes."""
    file.seek(0)
    media = sniffed(file.read(16))
    if media is None:
        raise mizan.ValidationFailed({"upload": [("file_type", "is no picture")]})
    folder = Path(settings.CONDUIT_PICTURES)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{secrets.token_hex(16)}.{TYPES[media]}"
    with (folder / name).open("xb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
    return PREFIX + name


def forget(path: str | None) -> None:
    """Delete the picture of a path that `keep` returned; another path is nothing of this."""
    name = (path or "").removeprefix(PREFIX)
    if path is None or not path.startswith(PREFIX) or not _NAME.fullmatch(name):
        return
    try:
        (Path(settings.CONDUIT_PICTURES) / name).unlink()
    except OSError as error:
        _log.warning("could not delete the picture %s: %s", name, error)


def show(_request: HttpRequest, name: str) -> HttpResponse:
    """Serve one."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise Http404
    media = next(media for media, ending in TYPES.items() if ending == found[1])
    with suppress(FileNotFoundError):
        response = HttpResponse(
            (Path(settings.CONDUIT_PICTURES) / name).read_bytes(), content_type=media
        )
        # A name is never given to another picture.
        response["Cache-Control"] = "public, max-age=31536000, immutable"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
    raise Http404


def sniffed(start: bytes) -> str | None:
    """Tell the media type by the first bytes of a file."""
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if start.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if start.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return "image/webp"
    return None
