"""The README's Django sample, typed in by a newcomer where there is nothing but the built wheel.

It runs in an environment of its own, whose packages are the wheel, Django and pytest.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"# (\S+\.py)[^\n]*\n")
#: The commands of a newcomer take seconds; a machine that does much else takes its time.
PATIENCE_S = 120


def samples() -> dict[str, str]:
    """The files of the README's section on Django, by their paths."""
    section = (ROOT / "README.md").read_text().split("## On a Django server")[1].split("\n## ")[0]
    return dict(named(section))


def named(text: str) -> Iterator[tuple[str, str]]:
    """The samples of a document and the files that they are; none for a part of the guide's."""
    for block in BLOCK.findall(text):
        file = FILE.match(block)
        yield (file[1], block[file.end() :]) if file else ("", block)


def run(folder: Path, *words: str) -> str:
    """What a command of the environment says."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as the README has one make it."""
    folder = tmp_path_factory.mktemp("site")
    run(folder, "django-admin", "startproject", "config", ".")
    run(folder, "python", "manage.py", "startapp", "hello")
    files = samples()
    assert sorted(files) == ["config/settings.py", "config/urls.py", "hello/mizan_clients.py"]
    for name, text in files.items():
        path = folder / name
        # The settings are there, and get two lines more.
        before = path.read_text() if name == "config/settings.py" else ""
        path.write_text(before + text)
    return folder


@pytest.fixture(scope="module")
def server(project: Path) -> Iterator[str]:
    """The development server on a port of its own: its address."""
    command = [sys.executable, "-u", "manage.py", "runserver", "--noreload", "127.0.0.1:0"]
    log = project / "server.log"
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=project, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield f"http://127.0.0.1:{_port(process)}"
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _port(process: subprocess.Popen[Any]) -> int:
    """The port on which a process of ours listens, as the kernel lists it."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        handles = Path(f"/proc/{process.pid}/fd").iterdir()
        sockets = {str(handle.readlink()) for handle in handles if handle.is_symlink()}
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and f"socket:[{words[9]}]" in sockets:
                return int(words[1].rsplit(":", 1)[1], 16)
        time.sleep(0.05)
    raise AssertionError("the server does not listen")


def call(server: str, body: dict[str, Any]) -> tuple[int, Any]:
    """Status and body of one call, as the README's curl makes it."""
    headers = {"Authorization": "Bearer any", "Content-Type": "application/json"}
    url = f"{server}/api/mizan/call/"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_nothing_is_wrong_with_the_project(project: Path) -> None:
    assert "no issues" in run(project, "python", "manage.py", "check")
    assert "echo" in run(project, "python", "manage.py", "mizan_routes")


def test_the_client_is_written_where_the_setting_says(project: Path) -> None:
    run(project, "python", "manage.py", "mizan_generate")
    calls = (project / "web/src/mizan/calls.ts").read_text()
    assert "export const echo = " in calls
    run(project, "python", "manage.py", "mizan_generate", "--check")


def test_the_command_of_the_wheel_writes_the_same(project: Path) -> None:
    run(project, "python", "manage.py", "mizan_generate")
    run(project, "mizan", "generate", "--out", "web/src/mizan", "--check")
    assert "echo" in run(project, "mizan", "inspect")


def test_the_function_answers(server: str) -> None:
    echo = {"fn": "echo", "args": {"text": "hello"}}
    assert call(server, echo) == (200, {"result": {"message": "hello"}})
    status, body = call(server, {"fn": "echo", "args": {"text": 5}})
    wrong = [{"code": "invalid_type", "message": "expected a string, got 5"}]
    assert (status, body["error"]["fields"]) == (422, {"text": wrong})


def test_the_samples_of_the_guide_are_whole(project: Path) -> None:
    guide = list(named((ROOT / "docs/django.md").read_text()))
    clients = project / "hello/mizan_clients.py"
    echo = clients.read_text()
    clients.write_text(echo + "\n\n".join(text for file, text in guide if not file))
    (project / "hello/tests.py").write_text(dict(guide)["tests.py"])
    try:
        assert "no issues" in run(project, "python", "manage.py", "check")
        routes = run(project, "python", "manage.py", "mizan_routes")
        assert all(
            name in routes for name in ("add_days", "user_profile", "claim_name", "names.csv")
        )
        run(project, "python", "manage.py", "test")
    finally:
        clients.write_text(echo)


def test_the_packages_import_no_django() -> None:
    code = "import mizan, mizan_core, sys; assert 'django' not in sys.modules"
    run(Path.cwd(), "python", "-c", code)
