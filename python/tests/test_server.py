"""The same project under real servers: gunicorn with `--preload`, uvicorn, granian."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from server import COMMANDS, TESTS, children_of, serving


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with a book in it."""
    database = tmp_path / "db.sqlite"
    script = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
from library.models import Author, Book
from django.contrib.auth.models import User
Book.objects.create(slug="emma", title="Emma", author=Author.objects.create(name="Jane"))
User.objects.create_user("ada")
"""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS / "project")]),
        "DJANGO_SETTINGS_MODULE": "settings",
        "TESTS_DATABASE": str(database),
    }
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)  # noqa: S603
    return database


@pytest.mark.parametrize("kind", COMMANDS)
def test_a_project_runs_under(kind: str, file: Path) -> None:
    with serving(kind, file) as server:
        for function in ("echo", "echo_async"):
            status, headers, answer = server.call(function, text="héllo")
            assert (status, answer) == (200, {"result": {"message": "héllo"}}), (
                server.log.read_text()
            )
            assert headers["content-type"] == "application/json"
        status, headers, answer = server.call("saves_async", slug="emma", title="Émma")
        assert (status, answer["result"]) == (200, "Émma"), server.log.read_text()
        assert headers["x-mizan-invalidate"].startswith('book;slug="emma"')
        assert server.get("ctx/book/?slug=emma")["data"] == {"book_title": "Émma"}
        assert server.call("sign_in", user_id=1)[0] == 200
        server.token = ""
        assert server.get("ctx/global/")["data"] == {"current_user": "ada"}
        assert server.send("GET", "stream/")[2] == b"0\n1\n2\n"
        status, headers, body = server.send("HEAD", "ctx/global/")
        assert (status, body) == (200, b"")
        if kind != "granian wsgi":  # It hands on the decoded path alone.
            assert server.send("GET", "ctx/glob%61l/")[0] == 404
        assert server.send("GET", "/ctx/global/")[0] == 404
        assert server.call("retitle", slug="emma", title="defect")[0] == 500
        assert "Traceback" in server.log.read_text()


@pytest.mark.parametrize("kind", ["gunicorn", "uvicorn", "granian asgi"])
def test_e01_a_body_beyond_the_limit_is_refused_however_it_comes(kind: str, file: Path) -> None:
    with serving(kind, file) as server:
        server.call("echo", text="a")
        headers = {
            "Content-Type": "application/json",
            "Origin": f"http://127.0.0.1:{server.port}",
            "X-CSRFToken": server.token,
            "Cookie": f"csrftoken={server.cookies['csrftoken']}",
        }
        for body in (b" " * 2_000_000, iter([b" " * 100_000] * 20)):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            with (
                contextlib.closing(connection),
                contextlib.suppress(BrokenPipeError, ConnectionResetError),
            ):
                connection.request("POST", "/api/mizan/call/", body, headers)
                response = connection.getresponse()
                code = json.loads(response.read())["error"]["code"]
                # A server that hands on no body of unknown length hands on none.
                assert (response.status, code) in [(413, "payload_too_large"), (400, "bad_request")]
        assert server.call("echo", text="a")[0] == 200


def test_f14_a_hundred_forks_of_a_process_that_has_answered(file: Path) -> None:
    script = """
import os, sys
import django; django.setup()

from mizan import host
from mizan.testing import Client
client = Client()
assert client.call("echo", text="a").data == {"message": "a"}
assert client.call("echo_async", text="a").data == {"message": "a"}
before = client.call("touch", user_id=1).version
children = []
for _ in range(100):
    pid = os.fork()
    if pid == 0:
        good = client.call("echo_async", text="b").data == {"message": "b"}
        good &= client.call("touch", user_id=1).version > before
        os._exit(0 if good else 1)
    children.append(pid)
codes = {os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children}
sys.exit(0 if codes == {0} else 1)
"""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS / "project")]),
        "DJANGO_SETTINGS_MODULE": "settings",
        "TESTS_DATABASE": str(file),
    }
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], env=environment, timeout=300, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()


def test_f14_every_worker_of_a_preloaded_server_answers(file: Path) -> None:
    with serving("gunicorn", file) as server:
        # The first may answer before the second is there.
        until = time.monotonic() + 60
        while len(workers := set(children_of(server.process.pid))) < 2:
            assert time.monotonic() < until
            time.sleep(0.05)
        seen: set[int] = set()
        for _ in range(400):
            status, _, answer = server.call("process")
            assert status == 200
            seen.add(answer["result"][0])
            if seen == workers:
                break
        assert seen <= workers
        assert server.process.pid not in seen


def test_f15_a_failure_is_one_requests_and_the_process_lives(file: Path) -> None:
    with serving("uvicorn", file) as server:
        (before, _), *_ = [server.call("process")[2]["result"]]
        for title in ("defect", "gone", "taken") * 5:
            assert server.call("retitle", slug="emma", title=title)[0] in (404, 409, 500)
        assert server.call("process")[2]["result"][0] == before


def test_a_call_that_waits_holds_nobody_up_and_comes_to_its_end(file: Path) -> None:
    with serving("uvicorn", file) as server:
        server.call("echo", text="a")
        slow: list[Any] = []
        waiting = threading.Thread(
            target=lambda: slow.append(server.call("slow", slug="emma", seconds=2))
        )
        waiting.start()
        assert server.call("echo", text="b")[0] == 200
        assert not slow, "the other one was answered meanwhile"
        waiting.join()
        assert slow[0][0] == 200
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        headers = {
            "Content-Type": "application/json",
            "Origin": f"http://127.0.0.1:{server.port}",
            "X-CSRFToken": server.token,
            "Cookie": f"csrftoken={server.cookies['csrftoken']}",
        }
        server.call("retitle", slug="emma", title="before")
        body = json.dumps({"fn": "slow", "args": {"slug": "emma", "seconds": 1}})
        connection.request("POST", "/api/mizan/call/", body, headers)
        time.sleep(0.3)
        connection.close()
        end = time.monotonic() + 60
        while (
            server.get("ctx/book/?slug=emma")["data"]["book_title"] != "slow"
            and time.monotonic() < end
        ):
            time.sleep(0.1)
        assert server.get("ctx/book/?slug=emma")["data"]["book_title"] == "slow", (
            "its client had gone"
        )


def test_a_coroutine_runs_on_the_servers_own_loop(file: Path) -> None:
    with serving("uvicorn", file) as server:
        loops = {server.call("loop_of")[2]["result"] for _ in range(20)}
        assert len(loops) == 1


def test_threads_are_kept_with_their_connections(file: Path) -> None:
    with serving("uvicorn", file) as server:
        threads = {server.call("process")[2]["result"][1] for _ in range(40)}
        assert len(threads) <= 16
