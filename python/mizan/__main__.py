"""The command `mizan`, also as `python -m mizan`."""

from __future__ import annotations

import os
import sys

from mizan import _mizan


def main() -> None:
    """Runs the command and ends with its exit code."""
    # A Django project is asked for its schema by the Python that this is.
    os.environ["MIZAN_PYTHON"] = os.environ.get("MIZAN_PYTHON") or sys.executable
    sys.exit(_mizan.main(["mizan", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
