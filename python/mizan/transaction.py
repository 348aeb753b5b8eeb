"""What becomes of a function's writes: around which code a transaction stands, and whether it was
committed (§3.2).

Start at `Work`. Mizan's view is outside of `ATOMIC_REQUESTS`; where that is set, the transaction
stands around the function alone, so that versions are given and answers written after the commit.

# Invariants

1. Nothing is purged while a transaction is open that may yet be rolled back (D03): see
`check_closed`. 2. What is said to be rolled back was: every write that was seen went through a
transaction that did not commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Any, TypeVar

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

Result = TypeVar("Result")

#: Statements that change nothing, by their first word.
READS = frozenset(
    {
        "SELECT",
        "EXPLAIN",
        "SHOW",
        "PRAGMA",
        "SAVEPOINT",
        "RELEASE",
        "ROLLBACK",
        "SET",
        "BEGIN",
        "VALUES",
    }
)


class OpenTransactionError(RuntimeError):
    """A mutation is about to be answered, and what it wrote may still be rolled back."""


class Work:
    """The writes of one function, over every database."""

    def __init__(self, *, is_test: bool = False) -> None:
        self._is_test = is_test
        """Whether hooks run that the transaction of a test case would hold back for ever."""
        self.wrote = False
        """Whether anything was written, committed or not."""
        self.committed = False
        """Whether any write stands."""
        self.finished = False
        """Whether the function itself came to its end."""
        self.is_atomic = False
        """Whether every database that it may use is under `ATOMIC_REQUESTS`."""
        self.is_held = False
        """Whether a transaction stands around all of it, and will be committed or not when it has
        been answered.
        """

    def run(self, function: Callable[[], Result], exempt: frozenset[str] = frozenset()) -> Result:
        """Runs a function inside the transactions that `ATOMIC_REQUESTS` asks for, but on the
        databases that are `exempt`.

        What the function raises passes; so does what an `on_commit` hook raises, which is after the
        commit.
        """
        atomic = [alias for alias in _atomic_aliases() if alias not in exempt]
        self.is_atomic = len(atomic) == len(connections.settings)
        self.is_held = is_any_open()
        with (
            self._watched(),
            _hooks_of_tests() if self._is_test else nullcontext(),
            ExitStack() as stack,
        ):
            for alias in atomic:
                stack.enter_context(transaction.atomic(using=alias))
                # The first of the hooks: those of the function run when it is known that it has
                # committed.
                transaction.on_commit(self._commit, using=alias)
            result = function()
            self.finished = True
            return result

    @property
    def was_rolled_back(self) -> bool:
        """Of a function that failed: whether nothing that it did to any database stands, as far as
        a database can know.
        """
        return not self.committed and not self.is_held and (self.wrote or self.is_atomic)

    @property
    def is_done(self) -> bool:
        """Of a function that failed: whether it had come to its end, and its writes stand."""
        return self.finished and not self.was_rolled_back and not self.is_held

    def _commit(self) -> None:
        self.committed = True

    @contextmanager
    def _watched(self) -> Iterator[None]:
        with ExitStack() as stack:
            for alias in connections:
                stack.enter_context(connections[alias].execute_wrapper(self._execute))
            yield

    def _execute(
        self,
        execute: Callable[..., Any],
        sql: Any,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        result = execute(sql, params, many, context)
        if not _is_read(sql):
            self.wrote = True
            self._follow(context["connection"])
        return result

    def _follow(self, connection: BaseDatabaseWrapper) -> None:
        """Learns whether a write is committed. A hook goes with its savepoint, so each savepoint
        has its own.
        """
        if not connection.in_atomic_block:
            self._commit()
            return
        open_now = set(connection.savepoint_ids)
        is_followed = any(
            hook == self._commit and ids <= open_now for ids, hook, *_ in connection.run_on_commit
        )
        if not is_followed:
            transaction.on_commit(self._commit, using=connection.alias)


def run_atomic(function: Callable[[], Result], exempt: frozenset[str] = frozenset()) -> Result:
    """Runs a function of which nobody asks what it wrote, inside the transactions that
    `ATOMIC_REQUESTS` asks for.
    """
    atomic = [alias for alias in _atomic_aliases() if alias not in exempt]
    if not atomic:
        return function()
    with ExitStack() as stack:
        for alias in atomic:
            stack.enter_context(transaction.atomic(using=alias))
        return function()


def exempt_of(function: Callable[..., Any]) -> frozenset[str]:
    """The databases that Django's `@transaction.non_atomic_requests` on a function names."""
    return frozenset(getattr(function, "_non_atomic_requests", ()))


class EveryAlias:
    """What Mizan's own view is marked with: `ATOMIC_REQUESTS` of no database concerns it."""

    def __contains__(self, _: object) -> bool:
        return True


def check_closed() -> None:
    """Raises `OpenTransactionError` where a transaction is open in this thread, but for one that a
    test case has put around itself.
    """
    for connection in connections.all(initialized_only=True):
        if is_open(connection):
            raise OpenTransactionError(
                f"a transaction is open on the database {connection.alias!r} while a mutation is "
                "answered: what it changed may yet be rolled back, and others may read what was. A "
                "middleware that opens one for each request has to leave out "
                "Mizan's paths; ATOMIC_REQUESTS does so by itself"
            )


def is_any_open() -> bool:
    """Whether a transaction is open in this thread, but one of a test case."""
    return any(is_open(connection) for connection in connections.all(initialized_only=True))


def is_open(connection: BaseDatabaseWrapper) -> bool:
    """Whether a transaction is open on a connection, but one that a test case has put around
    itself.
    """
    return any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


@contextmanager
def _hooks_of_tests() -> Iterator[None]:
    """Runs the hooks of what would be committed here, were it not for the transaction of a test
    case.
    """
    held = [connection for connection in connections.all() if connection.in_atomic_block]
    before = {connection.alias: len(connection.run_on_commit) for connection in held}
    try:
        yield
    finally:
        for connection in held:
            own = connection.run_on_commit[before[connection.alias] :]
            del connection.run_on_commit[before[connection.alias] :]
            for _, hook, *_ in own:
                hook()


def _atomic_aliases() -> list[str]:
    return [
        alias for alias, database in connections.settings.items() if database["ATOMIC_REQUESTS"]
    ]


def _is_read(sql: object) -> bool:
    """Doubt is a write. Some databases hand composed objects on, whose text is not at hand."""
    if not isinstance(sql, str):
        return False
    word = sql.lstrip(" \t\r\n(").split(None, 1)[:1]
    return bool(word) and word[0].upper() in READS
