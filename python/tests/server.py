"""Real servers: their processes, and what is sent to them."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent
#: Until a server answers, and for one answer; nothing is asserted about time.
PATIENCE_S = 60.0


def free_port() -> int:
    """A port that the system has free."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


COMMANDS = {
    "gunicorn": (
        "gunicorn --preload --workers 2 --threads 2 --bind 127.0.0.1:{port} site_wsgi:application"
    ),
    "uvicorn": "uvicorn --port {port} --log-level warning site_asgi:application",
    "granian wsgi": "granian --interface wsgi --port {port} --no-ws site_wsgi:application",
    "granian asgi": "granian --interface asgi --port {port} site_asgi:application",
    "uvicorn unwrapped": "uvicorn --port {port} --log-level warning site_asgi:inner",
}


class Server:
    """A server that runs, and one browser of it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process = process
        self.port = port
        self.log = log
        self.cookies: dict[str, str] = {}
        self.token = ""

    def send(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """One request: status, headers in lower case, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            named["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        with contextlib.closing(connection):
            connection.request(method, f"/api/mizan/{path}", body, named)
            response = connection.getresponse()
            for name, value in response.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.partition(";")[0]
            found = {name.lower(): value for name, value in response.getheaders()}
            return response.status, found, response.read()

    def get(self, path: str) -> Any:
        """What a read answers."""
        return json.loads(self.send("GET", path)[2])

    def call(self, function: str, /, **args: Any) -> tuple[int, dict[str, str], Any]:
        """A call."""
        if not self.token:
            self.token = self.get("session/")["csrf"]
        status, headers, body = self.send(
            "POST",
            "call/",
            json.dumps({"fn": function, "args": args}),
            Content_Type="application/json",
            Origin=f"http://127.0.0.1:{self.port}",
            X_CSRFToken=self.token,
        )
        return status, headers, json.loads(body)


@contextlib.contextmanager
def serving(kind: str, database: Path) -> Iterator[Server]:
    """Runs a server of a kind, and ends it."""
    port = free_port()
    python = Path(sys.executable)
    words = COMMANDS[kind].format(port=port).split()
    log = database.with_suffix(".log")
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS / "project")]),
        "DJANGO_SETTINGS_MODULE": "settings",
        "TESTS_DATABASE": str(database),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603
            [python, "-m", *words],
            env=environment,
            stdout=output,
            stderr=output,
            cwd=database.parent,
        )
    server = Server(process, port, log)
    try:
        wait_until_ready(server)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(server: Server) -> None:
    """Waits until it answers."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if server.process.poll() is not None:
            break
        with contextlib.suppress(OSError, http.client.HTTPException):
            if server.send("GET", "session/")[0] == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"the server does not answer:\n{server.log.read_text()}")


def children_of(pid: int) -> list[int]:
    """The processes that one has started."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            parent = re.search(r"^PPid:\s+(\d+)$", status.read_text(), re.MULTILINE)
            if parent and int(parent[1]) == pid:
                found.append(int(status.parent.name))
    return found
