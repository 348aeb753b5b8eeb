"""Calls with files: what is read, kept and refused of a multipart body (§3.3, E14, E15, E16)."""

import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mizan._mizan import Call, Engine, Refused

SECRET = b"0123456789abcdef0123456789abcdef"
FILE = {"type": "string", "format": "binary"}
PICTURE = FILE | {"accept": ["image/png"], "max_bytes": 2_000_000}
PNG = b"\x89PNG\r\n\x1a\n"


def function(name: str, *args: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """Declare a function."""
    return {
        "name": name,
        "place": {"file": "clients.py", "line": 1},
        "args": [{"name": arg, "schema": schema, "required": True} for arg, schema in args],
        "result": {"type": "string"},
    }


@pytest.fixture
def app(tmp_path: Path) -> Engine:
    """An application whose large files are in a folder of the test's own."""
    functions = [
        function("keep", ("title", {"type": "string"}), ("file", FILE)),
        function("set_picture", ("picture", PICTURE)),
        function("all", ("files", {"type": "array", "items": FILE})),
        function("echo", ("text", {"type": "string"})),
    ]
    declarations = json.dumps({"functions": functions}).encode()
    return Engine(
        declarations, secrets=[SECRET], upload_folder=str(tmp_path), file_limit=4 * 1024 * 1024
    )


def part(name: str, content: bytes, file_name: str | None = None, kind: str | None = None) -> bytes:
    """One part."""
    head = f'Content-Disposition: form-data; name="{name}"'
    if file_name is not None:
        head += f'; filename="{file_name}"'
    if kind is not None:
        head += f"\r\nContent-Type: {kind}"
    return b"--x\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n"


def call_part(name: str, **args: Any) -> bytes:
    """The part `call`."""
    return part("call", json.dumps({"fn": name, "args": args}).encode())


def reader(body: bytes) -> Callable[[int], bytes]:
    """Give a body in small pieces."""
    stream = io.BytesIO(body)
    return lambda most: stream.read(min(most, 997))


def send(app: Engine, *parts: bytes, end: bytes = b"--x--\r\n", length: int | None = None) -> Call:
    """Send a body."""
    return app.upload("x", reader(b"".join(parts) + end), content_length=length)


def file(name: str) -> dict[str, str]:
    """Refer to a part."""
    return {"$file": name}


def refused(run: Callable[[], object]) -> tuple[int, str, list[str]]:
    """Status, code and the fields of what refuses."""
    with pytest.raises(Refused) as caught:
        run()
    fields = json.loads(caught.value.body)["error"].get("fields", {})
    return caught.value.status, caught.value.code, list(fields)


def test_a_small_file_is_in_memory(app: Engine, tmp_path: Path) -> None:
    """Its name is one for people."""
    call = send(
        app,
        call_part("keep", title="a", file=file("f")),
        part("f", b"hello", "../../etc/passwd", "text/plain"),
    )
    assert call.file_names == ["f"]
    assert json.loads(call.arguments()) == {"title": "a", "file": {"$file": "f"}}
    [kept] = call.files().values()
    assert (kept.name, kept.content_type, kept.size) == ("passwd", "text/plain", 5)
    assert (kept.bytes(), kept.descriptor()) == (b"hello", None)
    assert call.files() == {}
    assert list(tmp_path.iterdir()) == []


def test_a_large_file_is_on_disk_without_a_name(app: Engine, tmp_path: Path) -> None:
    """It is gone with its last handle."""
    content = os.urandom(3 * 1024 * 1024)
    body = [call_part("all", files=[file("a"), file("b")]), part("b", b"b"), part("a", content)]
    files = send(app, *body).files()
    assert (files["a"].size, files["b"].bytes()) == (len(content), b"b")
    assert list(tmp_path.iterdir()) == []
    descriptor = files["a"].descriptor()
    assert descriptor is not None
    assert files.pop("a").bytes() == content
    os.lseek(descriptor, 0, os.SEEK_SET)
    with os.fdopen(descriptor, "rb") as stream:
        assert stream.read() == content


def test_nothing_of_a_file_is_read_before_it_is_asked_for(app: Engine) -> None:
    """A guard that refuses does so before."""
    read = 0

    def endless(most: int) -> bytes:
        nonlocal read
        read += 1
        first = call_part("keep", title="a", file=file("f")) + part("f", b"")[:-2]
        return first if read == 1 else b"a" * most

    call = app.upload("x", endless, content_length=None)
    call.arguments()
    assert read == 1
    assert refused(call.files) == (413, "payload_too_large", ["file"])
    assert read < 100


def test_a_file_is_held_to_what_is_declared(app: Engine) -> None:
    """Its size, its type, and its first bytes."""
    picture = call_part("set_picture", picture=file("f"))
    right = send(app, picture, part("f", PNG, "a.png", "image/png")).files()
    assert right["f"].content_type == "image/png"
    for content, kind in [(PNG, "image/gif"), (b"no picture", "image/png")]:
        call = send(app, picture, part("f", content, "a.png", kind))
        assert refused(call.files) == (422, "invalid_args", ["picture"])
    large = PNG + b"\0" * 2_000_000
    assert refused(send(app, picture, part("f", large, "a.png", "image/png")).files)[0] == 422
    announced = send(app, picture, part("f", PNG), length=3_000_000)
    assert refused(announced.files) == (422, "invalid_args", ["picture"])


def test_parts_and_references_belong_together(app: Engine) -> None:
    """Each once, where a file is wanted."""
    keep = call_part("keep", title="a", file=file("f"))
    assert refused(send(app, keep).files) == (422, "invalid_args", ["file"])
    assert refused(send(app, keep, part("f", b""), part("g", b"")).files)[0] == 400
    assert refused(send(app, keep, part("f", b""), part("f", b"")).files)[0] == 400
    unwanted = send(app, call_part("keep", title=file("f"), file=file("g")))
    assert refused(unwanted.arguments)[:2] == (422, "invalid_args")
    twice = send(app, call_part("all", files=[file("f"), file("f")]))
    assert refused(twice.arguments) == (422, "invalid_args", ["files[1]"])
    assert refused(lambda: send(app, call_part("echo", text="a")))[0] == 415
    in_json = app.call(
        json.dumps({"fn": "keep", "args": {"title": "", "file": file("f")}}).encode()
    )
    assert refused(in_json.arguments) == (422, "invalid_args", ["file"])


def test_e14_bodies_that_are_no_multipart_or_beyond_their_limits(app: Engine) -> None:
    """`400` and `413`, before anything is kept."""
    keep = call_part("keep", title="a", file=file("f"))
    assert refused(lambda: send(app, b"a" * 10_000_000))[0] == 400
    assert refused(lambda: send(app, part("f", b"")))[0] == 400
    assert refused(lambda: send(app, call_part("keep", title="a" * 1_100_000)))[0] == 413
    assert refused(lambda: send(app, part("call", b"{}", kind="a" * 1_000_000)))[0] == 413
    assert refused(send(app, keep, part("f", b"cut"), end=b"").files)[0] == 400
    assert refused(send(app, keep, part("f", b""), end=b"--x--\r\nmore").files)[0] == 400
    names = [str(at) for at in range(101)]
    many = [part(name, b"") for name in names]
    assert (
        refused(send(app, call_part("all", files=[file(n) for n in names]), *many).arguments)[0]
        == 413
    )
    assert refused(send(app, keep, *[part("f", b"")] * 100_000).files)[0] == 400


def test_e16_a_sender_that_goes_away_leaves_nothing(app: Engine, tmp_path: Path) -> None:
    """No file, no handle; what else goes wrong while reading is told as it is."""
    handles = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    body = call_part("keep", title="a", file=file("f")) + part("f", b"a" * 2_000_000)
    for _ in range(100):
        stream = io.BytesIO(body)

        def read(most: int, stream: io.BytesIO = stream) -> bytes:
            if stream.tell() > 1_500_000:
                raise ConnectionResetError
            return stream.read(most)

        call = app.upload("x", read, content_length=None)
        assert refused(call.files)[:2] == (400, "bad_request")
    assert list(tmp_path.iterdir()) == []
    assert len(os.listdir("/proc/self/fd")) == handles  # noqa: PTH208

    def broken(_most: int) -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        app.upload("x", broken, content_length=None)
