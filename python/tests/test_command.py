"""The command and the generator that the package carries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from mizan import _mizan

SCHEMA = {
    "mizan": 1,
    "revision": "0123456789abcdef",
    "contexts": [],
    "types": {},
    "functions": [
        {
            "name": "add",
            "kind": "call",
            "doc": "Adds one.",
            "result": {"type": "integer"},
            "args": [{"name": "to", "required": True, "schema": {"type": "integer"}}],
            "contract": "0123456789abcdef",
        }
    ],
}
TEXT = json.dumps(SCHEMA).encode()


def test_a_schema_becomes_the_files_of_a_client() -> None:
    files = dict(_mizan.generate(TEXT))
    assert "export interface AddArgs {\n  to: number;\n}" in files["calls.ts"]
    assert "inputs.ts" in files
    assert "inputs.ts" not in dict(_mizan.generate(TEXT, zod=False))


def test_what_is_wrong_with_a_schema_is_said() -> None:
    with pytest.raises(ValueError, match="functions"):
        _mizan.generate(
            b'{"mizan": 1, "revision": "0123456789abcdef", "contexts": [], "types": {}}'
        )


def test_a_client_is_written_where_the_configuration_says(tmp_path: Path) -> None:
    (tmp_path / "mizan.toml").write_text('[generate]\nout = "web/mizan"\n')
    text, code = _mizan.write_client(TEXT, tmp_path, check=True)
    assert (code, "missing: " in text) == (1, True)
    text, code = _mizan.write_client(TEXT, tmp_path)
    assert code == 0
    assert (tmp_path / "web/mizan/calls.ts").is_file()
    assert (tmp_path / "mizan.contracts.json").is_file()
    assert _mizan.write_client(TEXT, tmp_path, check=True)[1] == 0
    (tmp_path / "web/mizan/calls.ts").write_text("// mine\n")
    with pytest.raises(ValueError, match="did not write is in its way"):
        _mizan.write_client(TEXT, tmp_path)


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "mizan", *words]
    packages = str(Path(_mizan.__file__ or "").parent.parent)
    environment = {**os.environ, "PYTHONPATH": packages, "MIZAN_PYTHON": ""}
    return subprocess.run(  # noqa: S603
        line, cwd=folder, capture_output=True, text=True, check=False, env=environment
    )


def test_a_django_project_is_asked_by_its_own_python(tmp_path: Path) -> None:
    said = f"import sys\nassert sys.argv[1:] == ['mizan_manifest']\nprint({TEXT.decode()!r})\n"
    (tmp_path / "manage.py").write_text(said)
    done = command(tmp_path, "generate", "--out", "web")
    assert done.returncode == 0, done.stderr
    assert f"running {sys.executable} manage.py mizan_manifest" in done.stderr
    assert (tmp_path / "web/calls.ts").is_file()


def test_the_command_says_what_it_lacks(tmp_path: Path) -> None:
    done = command(tmp_path, "generate", "--out", "web")
    assert done.returncode == 2
    assert "nothing says where the schema comes from" in done.stderr
