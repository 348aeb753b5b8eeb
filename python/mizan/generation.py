"""Generating the client from the declarations of this process.

Start at `generate`. The generator is the one of the command `mizan`; `mizan.toml`, looked for in
`BASE_DIR` and above, says the rest.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings as django_settings

from mizan import host
from mizan._mizan import write_client
from mizan.conf import settings


class GenerationError(Exception):
    """The client was not generated; `str()` says why, and what to do."""


def project_folder() -> Path:
    """The project's own folder: `BASE_DIR`, or else the current one."""
    return Path(getattr(django_settings, "BASE_DIR", None) or Path.cwd())


def has_place() -> bool:
    """Whether anything says where the client goes."""
    if settings().client is not None:
        return True
    folder = project_folder().resolve()
    return any((place / "mizan.toml").is_file() for place in (folder, *folder.parents))


def generate(
    out: Path | None = None, *, internal: bool = False, check: bool = False
) -> tuple[str, bool]:
    """Writes the client to `out`, or else to where `MIZAN["CLIENT"]` or `mizan.toml` says; with
    `check` nothing is written.

    Returns what there is to say, and whether the files are now as they should be. Raises
    `GenerationError`, and `DeclarationError` with every mistake.
    """
    try:
        said, code = write_client(
            host.application().engine.schema(),
            project_folder(),
            out=out or settings().client,
            internal=internal,
            check=check,
        )
    except ValueError as error:
        raise GenerationError(str(error)) from None
    return said, code == 0
