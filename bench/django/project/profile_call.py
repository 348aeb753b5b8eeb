"""Where the time of a call through Mizan goes: `cProfile` over calls in this process, without a
server.

    python profile_call.py [PATH] [CALLS]
"""

import cProfile
import io
import os
import pstats
import sys
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "echo.settings")

from echo.wsgi import application

TOKEN = "a" * 32
BODIES = {"/api/mizan/call/": b'{"fn":"echo","args":{"text":"hello, world"}}'}


def environment(path: str) -> dict[str, object]:
    """A request as a server hands it over."""
    body = BODIES.get(path, b'{"text":"hello, world"}')
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "127.0.0.1",
        "HTTP_ORIGIN": "http://127.0.0.1",
        "HTTP_SEC_FETCH_SITE": "same-origin",
        "HTTP_COOKIE": f"csrftoken={TOKEN}",
        "HTTP_X_CSRFTOKEN": TOKEN,
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
    }


def calls(handler: Any, path: str, count: int) -> None:
    """Answers equal requests. `RuntimeError` for an answer that is not a 200."""
    statuses: list[str] = []
    for _ in range(count):
        response = handler(environment(path), lambda status, _: statuses.append(status))
        response.close()
        if statuses.pop() != "200 OK":
            raise RuntimeError(response.content)


def main() -> None:
    """Prints the time of a call, and then the functions that took most of it."""
    path = sys.argv[1] if len(sys.argv) > 1 else "/api/mizan/call/"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 5_000
    calls(application, path, count // 5)
    before = time.process_time()
    calls(application, path, count)
    took = (time.process_time() - before) / count
    print(f"{path}: {took * 1e6:.1f} µs of CPU a call, without a server")
    profile = cProfile.Profile()
    profile.runcall(calls, application, path, count)
    pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(45)


if __name__ == "__main__":
    main()
