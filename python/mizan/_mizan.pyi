from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal, TypeAlias, final

__all__ = [
    "Affect",
    "Call",
    "Context",
    "Contexts",
    "DeclarationError",
    "Engine",
    "Entry",
    "File",
    "Form",
    "Item",
    "Items",
    "Read",
    "Refused",
    "Reply",
    "Route",
    "Secret",
    "Version",
    "Visit",
    "_panic",
    "canonical",
    "generate",
    "is_cacheable",
    "main",
    "parse",
    "read_header",
    "read_identity",
    "read_param",
    "write_client",
    "write_param",
]

_Json: TypeAlias = Any
_StrPath: TypeAlias = str | PathLike[str]

def parse(text: bytes) -> _Json: ...
def canonical(value: _Json) -> bytes: ...
def read_param(type_name: str, text: str) -> _Json: ...
def write_param(type_name: str, value: _Json) -> str | None: ...
def is_cacheable(type_name: str) -> bool: ...
def read_header(lines: Sequence[bytes], contexts: Contexts) -> tuple[Items, str | None]: ...
def read_identity(
    *,
    revision: str,
    context: str,
    functions: Sequence[str],
    params: Mapping[str, _Json],
    types: Mapping[str, str],
    user: str | None = None,
    vary: Mapping[str, str] | None = None,
) -> str: ...
def _panic() -> None:
    """Panics, so that a test sees what becomes of it."""

def main(argv: Sequence[str], /) -> int:
    """The command `mizan` with the arguments of a process, its name first: its exit code. From then
    on Ctrl-C ends the process, so it is for programs that are nothing else.
    """

def generate(
    schema: bytes, /, *, zod: bool = True, internal: bool = False
) -> list[tuple[str, str]]:
    """The client that a schema document describes: the name and the text of each file.
    `ValueError` says what is wrong with the document.
    """

def write_client(
    schema: bytes,
    /,
    folder: _StrPath,
    *,
    out: _StrPath | None = None,
    schema_out: _StrPath | None = None,
    internal: bool = False,
    check: bool = False,
) -> tuple[str, int]:
    """`mizan generate` in that folder with a schema document that is at hand: what the command
    prints, and its exit code, 1 where `check` found a difference. `mizan.toml` is looked for there
    and above. `ValueError` says what went wrong, where, and what to do.
    """

@final
class Context:
    def __new__(
        cls,
        name: str,
        params: Mapping[str, str] = ...,
        *,
        functions: Sequence[str] = ...,
        scope: Sequence[str] | None = None,
        owner_self: bool = False,
    ) -> Context: ...
    @property
    def name(self) -> str: ...

@final
class Contexts:
    def __new__(cls, contexts: Sequence[Context]) -> Contexts: ...

@final
class Item:
    def __new__(
        cls,
        context: str,
        *,
        function: str | None = None,
        params: Mapping[str, _Json] | None = None,
        user: str | None = None,
        server_only: bool = False,
    ) -> Item: ...
    @staticmethod
    def everything() -> Item: ...
    @staticmethod
    def read(value: _Json, contexts: Contexts) -> Item | None: ...
    @property
    def context(self) -> str: ...
    @property
    def function(self) -> str | None: ...
    @property
    def user(self) -> str | None: ...
    @property
    def params(self) -> dict[str, _Json]: ...
    @property
    def tag(self) -> str: ...

@final
class Items:
    def __new__(cls, items: Sequence[Item] = ...) -> Items: ...
    @staticmethod
    def read(items: _Json, contexts: Contexts) -> Items: ...
    def to_list(self) -> list[Item]: ...
    def json(self) -> bytes: ...
    def value(self) -> _Json: ...
    def header(self) -> str: ...
    def for_caller(self, caller: str | None = None) -> Items: ...
    def for_header(self, caller: str | None = None, *, has_feed: bool) -> Items: ...
    def __len__(self) -> int: ...

@final
class Entry:
    def __new__(
        cls,
        context: str,
        params: Mapping[str, _Json],
        contexts: Contexts,
        *,
        functions: Sequence[str] = ...,
        user: str | None = None,
    ) -> Entry: ...
    def is_hit_by(self, item: Item) -> bool: ...
    @property
    def tags(self) -> list[str]: ...

@final
class Affect:
    def __new__(
        cls,
        context: Context,
        arguments: Sequence[tuple[str, str | None, bool, bool]],
        *,
        function: str | None = None,
        mode: Literal["match", "all"] = "match",
    ) -> Affect: ...
    def item(self, arguments: Mapping[str, _Json], user: str | None = None) -> Item: ...

@final
class Secret:
    def __new__(cls, secret: bytes) -> Secret: ...
    def cache_key(self, identity: str) -> str: ...

@final
class Version:
    def __new__(cls, unix_ms: int, counter: int) -> Version: ...
    @staticmethod
    def read(text: str) -> Version: ...
    @property
    def unix_ms(self) -> int: ...
    @property
    def counter(self) -> int: ...
    def __lt__(self, other: Version, /) -> bool: ...
    def __le__(self, other: Version, /) -> bool: ...
    def __gt__(self, other: Version, /) -> bool: ...
    def __ge__(self, other: Version, /) -> bool: ...

class DeclarationError(Exception):
    """What is declared wrongly, all at once. `str()` shows every mistake with its place and its
    mend.
    """

    mistakes: list[tuple[str, int, str, str]]
    """File, line from 1, what is wrong, how to mend it."""

class Refused(Exception):
    """An error of §9, ready to be sent. Made by the engine alone: see `Engine.error`."""

    status: int
    code: str
    message: str
    body: bytes
    """The whole JSON: `{"error": …}`."""
    headers: list[tuple[str, str]]
    """All that the answer needs: content type, `no-store`, and where they apply `Allow` and `Retry-
    After`.
    """
    id: str | None
    """Under which a fault of the server's own belongs into the log; every 5xx has one."""
    retry_after: int | None
    """After how many seconds it is worth trying again."""

@final
class Engine:
    """A checked application. Functions, contexts and forms go by their indices, functions in the
    order of their declaration.
    """

    def __new__(
        cls,
        declarations: bytes,
        *,
        secrets: Sequence[bytes],
        trusted_origins: Sequence[str] = ...,
        contracts: bytes | None = None,
        body_limit: int = ...,
        file_limit: int = ...,
        upload_folder: str | None = None,
        single_process: bool = False,
    ) -> Engine:
        """`DeclarationError` for what is declared wrongly; `ValueError` for what is no declaration,
        a secret below 32 bytes, or contracts that cannot be read. Limits are in bytes: 1 MiB and 10
        MiB where none is given. `single_process` says that no other process invalidates: versions
        are then positions of this one's log (§6).
        """

    @property
    def revision(self) -> str: ...
    @property
    def warnings(self) -> list[tuple[str, int, str, str]]: ...
    @property
    def contexts(self) -> Contexts: ...
    @property
    def body_limit(self) -> int: ...
    def schema(self) -> bytes:
        """The schema document, `mizan.json` (§12)."""

    def position(self) -> Version:
        """The version of a read, to be taken before anything else of it is (§4, §6)."""

    def route(self, method: str, path: str) -> Route:
        """What a path below the prefix is, exactly as it was sent and without a first slash. Raises
        `Refused`: 404, 405.
        """

    def check_origin(
        self,
        *,
        method: str,
        scheme: str,
        host: str,
        origin: str | None,
        referer: str | None,
        sec_fetch_site: str | None,
        sec_fetch_mode: str | None,
        has_cookie: bool,
        is_view_path: bool = False,
    ) -> None:
        """Raises `Refused` (`csrf_failed`) for another site's request (§8)."""

    def media(
        self, *, content_type: str | None, content_encoding: str | None, content_length: int | None
    ) -> str | None:
        """Looks at a call's headers before its body is read: `None` for JSON, the boundary of
        multipart. Raises `Refused`: 400, 413, 415.
        """

    def call(self, body: bytes, *, revision: str | None = None) -> Call:
        """Reads a call in JSON: size, JSON, name, contract (§2). `revision` is `Mizan-Revision`.
        Raises `Refused`.
        """

    def upload(
        self,
        boundary: str,
        read: Callable[[int], bytes],
        *,
        content_length: int | None,
        revision: str | None = None,
    ) -> Call:
        """As `call`, of a multipart body: the part `call` is read, and nothing of a file before
        `Call.files` (§3.3).

        `read` gives at most so many bytes of the body, none at its end; an `OSError` of it is a
        body that was cut off.
        """

    def visit(
        self,
        function: int,
        *,
        query: str,
        body: bytes | None = None,
        content_type: str | None = None,
        content_encoding: str | None = None,
    ) -> Visit:
        """A request for the path of a view: `GET` without a body, else the form that a browser
        posts (§3.4). Raises `Refused`.
        """

    def plain_call(self, function: int, arguments: bytes) -> Call:
        """A call by code and not by a request: arguments are judged as any. Raises `Refused`."""

    def read(
        self,
        context: int,
        query: str,
        *,
        position: Version,
        revision: str | None = None,
        seen: str | None = None,
    ) -> Read:
        """Reads the params of a context's read. `seen` is `Mizan-Seen`. Raises `Refused`."""

    def count(self, function: int, caller: str) -> None:
        """Counts a call against the function's limit, if it has one. Raises `Refused`: 429."""

    def mark(self, user: str | None, session: str | None) -> str:
        """`Mizan-As` (§8). `session` tells sign-ins apart and says what the user may do; it holds
        no NUL.
        """

    def error(
        self,
        code: str,
        message: str | None = None,
        *,
        status: int | None = None,
        fields: Sequence[tuple[str, str, str]] = ...,
        data: bytes | None = None,
        id: str | None = None,
        retry_after: int | None = None,
    ) -> Refused:
        """An error: of §9, in the engine's own words where there is no message; or a declared one,
        with its status.

        `fields` are path, code, message. `data` is JSON. Every 5xx gets an id where none is given.
        """

    def admit(self, item: Item, user: str | None = None) -> Item:
        """An item of code's own making, its params brought to the types of its context, its owner
        filled in (§5.1).
        """

    def invalidate(self, items: Sequence[Item]) -> tuple[Items, Version]:
        """Invalidates outside of a request: a job, a signal, a command. What is told to caches, and
        its version.
        """

@final
class Route:
    """Where a request goes. `options` is answered with 204 and `Allow`."""

    @property
    def kind(self) -> Literal["call", "session", "context", "form", "view", "options"]: ...
    @property
    def index(self) -> int: ...
    @property
    def allow(self) -> str: ...

@final
class Call:
    """One call whose function is known: media type, size, JSON, name and contract were looked at
    (§2).
    """

    @property
    def function(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> Literal["query", "mutation", "call"]: ...
    def arguments(self) -> bytes:
        """The arguments as they came, JSON: judged against what is declared (types, constraints,
        formats). Raises `Refused`.
        """

    @property
    def file_names(self) -> list[str]: ...
    def files(self) -> dict[str, File]:
        """Reads the files, by the names of their parts. Raises `Refused`: 400, 413, 422, 503."""

    def answer(self, result: bytes, *, mark: str | None = None) -> Reply:
        """The answer of a plain call. A result that cannot travel is a 500 among `faults`."""

    def settle(
        self,
        result: bytes | None,
        *,
        user: str | None = None,
        mark: str | None = None,
        given: Sequence[Item | None] = ...,
        added: Sequence[Item] = ...,
        withdrawn: bool = False,
    ) -> Reply:
        """The answer of a mutation, after its commit (§3.2). `result` is `None` of a view: the
        reply is then its headers.

        `given` are the items of `.at(…)`, in the order of their declaration, `None` for one that is
        not known; `added` what the call said itself; `withdrawn` that what is declared did not
        happen.
        """

    def fail(
        self,
        refused: Refused,
        *,
        user: str | None = None,
        mark: str | None = None,
        given: Sequence[Item | None] = ...,
        added: Sequence[Item] = ...,
        withdrawn: bool = False,
        rolled_back: bool = False,
        committed: bool = False,
    ) -> Reply:
        """The answer of a call that failed after it had begun: of a mutation, unless `rolled_back`,
        with what it may have changed, or, where it is known to be `committed`, has (§3.2).
        """

@final
class File:
    """A file that came with a call; gone with the object."""

    @property
    def name(self) -> str: ...
    @property
    def content_type(self) -> str: ...
    @property
    def size(self) -> int: ...
    def bytes(self) -> bytes:
        """All of it."""

    def descriptor(self) -> int | None:
        """A file descriptor of its own, at the beginning, to be closed by who takes it; `None` of
        one that is in memory.
        """

@final
class Visit:
    """A request for a view's own path (§3.4); the token is what a form says, to be checked before
    `call`.
    """

    @property
    def token(self) -> str | None:
        """`csrfmiddlewaretoken`."""

    def call(self) -> Call:
        """The call that it is. Raises `Refused`."""

@final
class Read:
    """One read of a context whose params were read (§4)."""

    @property
    def context(self) -> str: ...
    @property
    def is_public(self) -> bool: ...
    @property
    def vary(self) -> list[str]: ...
    @property
    def queries(self) -> list[tuple[int, bytes]]:
        """Function and arguments (JSON) of each query to run, sorted by name. They are judged: no
        further refusal is in them.
        """

    def answer(
        self,
        outcomes: Sequence[bytes | Refused],
        *,
        mark: str | None = None,
        if_none_match: str | None = None,
        storable: bool = True,
    ) -> Reply:
        """The answer, from what each query gave, in the order of `queries`. `if_none_match` is the
        header's value; `storable` is whether a cache may be offered it: not with a transaction open
        (§4).
        """

@final
class Reply:
    """An answer, ready to be sent."""

    @property
    def status(self) -> int: ...
    @property
    def body(self) -> bytes: ...
    @property
    def headers(self) -> list[tuple[str, str]]: ...
    @property
    def items(self) -> Items | None:
        """What a mutation invalidated, all of it."""

    @property
    def version(self) -> Version | None: ...
    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """What belongs into the log: id, function, cause."""

@final
class Form:
    """A form as one request sees it: in its language, with its choices (§3.5)."""

    def __new__(cls, declaration: bytes) -> Form:
        """`declaration` is a form's, as JSON, its schema self-contained. `ValueError` for what no
        form can show.
        """

    def described(self) -> bytes:
        """What its function `schema` answers, JSON."""

    @property
    def title(self) -> str: ...
    @property
    def has_files(self) -> bool: ...
    def read_post(self, entries: Sequence[tuple[str, str | None, str | None]]) -> bytes:
        """The `data` of what a browser posts, JSON. An entry is a name with a text, or with the
        name of the part that is its file. `ValueError` for what is no post of the form.
        """

    def html(
        self,
        *,
        action: str,
        token: str,
        shown_on: str,
        values: bytes,
        is_new: bool,
        errors: Sequence[tuple[str, str, str]] = ...,
    ) -> str:
        """The form's element and all that is in it. `values` are JSON, `errors` path, code and
        message.
        """

    def without_secrets(self, values: bytes) -> bytes:
        """What was entered, JSON, without passwords and files."""
