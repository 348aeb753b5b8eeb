"""The engine in processes that fork, and when something of it breaks (F14, F15)."""

import json
import os
import threading
import time

import pytest
from mizan import _mizan
from mizan._mizan import Engine

FORKS = 100
DEADLINE_S = 60
PLACE = {"file": "clients.py", "line": 1}
CONTEXT = {"name": "user", "place": PLACE}
FUNCTIONS = [
    {
        "name": "rename",
        "place": PLACE,
        "rate_limit": {"calls": 1_000_000, "window_s": 1},
        "affects": [{"target": {"context": "user"}, "mode": "all"}],
    },
    {"name": "profile", "place": PLACE, "context": CONTEXT},
]


def work(engine: Engine) -> None:
    """Use everything that is shared: the limits, the log, the schema."""
    engine.count(0, "somebody")
    call = engine.call(b'{"fn":"rename"}')
    call.arguments()
    before = engine.position()
    reply = call.settle(b"null")
    assert reply.version is not None
    assert reply.version > before
    read = engine.read(0, "", position=engine.position())
    assert read.answer([b"null"]).status == 200
    assert engine.error("internal_error").id


def test_f14_a_process_that_was_forked_has_the_engine_whole() -> None:
    """Whatever other threads were in the middle of."""
    declarations = json.dumps({"functions": FUNCTIONS}).encode()
    engine = Engine(declarations, secrets=[b"a" * 32])
    stopped = threading.Event()

    def busy() -> None:
        while not stopped.is_set():
            work(engine)

    threads = [threading.Thread(target=busy) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        children = []
        for _ in range(FORKS):
            child = os.fork()
            if child == 0:
                try:
                    work(engine)
                    os._exit(0)
                finally:
                    os._exit(1)
            children.append(child)
        deadline = time.monotonic() + DEADLINE_S
        for child in children:
            ended, status = 0, 0
            while ended == 0 and time.monotonic() < deadline:
                ended, status = os.waitpid(child, os.WNOHANG)
                time.sleep(0 if ended else 0.001)
            if ended == 0:
                os.kill(child, 9)
                os.waitpid(child, 0)
            assert (ended, status) == (child, 0)
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


def test_f15_a_panic_is_an_ordinary_exception() -> None:
    """Handlers of an application see it, and the process lives."""
    panic = vars(_mizan)["_panic"]
    for _ in range(3):
        with pytest.raises(RuntimeError, match="the engine panicked: on purpose"):
            panic()
