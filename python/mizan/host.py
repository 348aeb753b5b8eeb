"""The application of this process, and what code that is no request says to it.

Start at `application`: what is registered, checked whole by the core. It is built when it is first
asked for, and again when a registration or a setting has changed; nothing of it is shared with a
process that was forked off.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from mizan_core import registry
from mizan_core.application import Application
from mizan_core.context import Options, options_of
from mizan_core.current import Current, item_of, set_outside

from mizan import conf, watch
from mizan._mizan import Item, Items, Reply, Version
from mizan.signals import invalidated, purged

_lock = threading.Lock()
_built: tuple[int, conf.Settings, Application] | None = None


def application() -> Application:
    """The application of now. Raises `DeclarationError` with every mistake, and
    `ImproperlyConfigured`.
    """
    built = _built
    if built is not None and built[0] == registry.generation() and built[1] is conf.settings():
        return built[2]
    return _build()


def _build() -> Application:
    global _built  # one for each process
    with _lock:
        generation, settings = registry.generation(), conf.settings()
        made = Application(
            registry.functions(),
            registry.forms(),
            default_guard=settings.default_auth,
            secrets=settings.secrets,
            trusted_origins=settings.trusted_origins,
            contracts=settings.contracts.read_bytes() if settings.contracts else None,
            body_limit=settings.body_limit,
            file_limit=settings.file_limit,
            upload_folder=settings.upload_folder,
            single_process=settings.single_process,
        )
        watch.connect(contexts())
        _built = (generation, settings, made)
        return made


def watch_models() -> None:
    """Watches from the start on, in a process too that answers no request. Check `mizan.E003` tells
    what cannot be watched.
    """
    with suppress(LookupError, ValueError):
        watch.connect(contexts())


def contexts() -> list[Options]:
    """What is declared of the contexts that registered functions belong to."""
    found = {
        function.context: options_of(function.context)
        for function in _queries()
        if isinstance(function.context, type)
    }
    return list(found.values())


def _queries() -> Iterable[Any]:
    return (function for function in registry.functions() if function.context is not None)


#: The mutation that runs here, whose answer tells what changes meanwhile.
_collecting: ContextVar[list[Current] | None] = ContextVar("mizan_collecting", default=None)


@contextmanager
def collecting(current: Current) -> Iterator[None]:
    """Has what changes inside join the answer of a mutation. What comes after it, from a thread of
    its own, goes the way of jobs.
    """
    calls = [current]
    token = _collecting.set(calls)
    try:
        yield
    finally:
        calls.clear()
        _collecting.reset(token)


def tell(items: Sequence[Item]) -> None:
    """Invalidates: in the answer of the mutation that runs here, or at once."""
    calls = _collecting.get()
    if calls:
        calls[0].added.extend(items)
    else:
        publish(items)


def publish(items: Sequence[Item]) -> tuple[Items, Version]:
    """Invalidates at once: gives it its version, and tells `mizan.signals.invalidated`."""
    engine = application().engine
    told, version = engine.invalidate([engine.admit(item) for item in items])
    invalidated.send_robust(sender=None, items=told, version=version)
    return told, version


def purge(items: Sequence[Item]) -> tuple[Items, Version]:
    """The same by an administrator's hand, which `mizan.signals.purged` tells too."""
    told, version = publish(items)
    purged.send_robust(sender=None, items=told, version=version)
    return told, version


def announce(reply: Reply) -> None:
    """Tells `mizan.signals.invalidated` what a mutation has changed, all of it."""
    if reply.items is not None and len(reply.items):
        invalidated.send_robust(sender=None, items=reply.items, version=reply.version)


class Outside(Current):
    """What `mizan.current()` answers where no mutation runs: what it invalidates is told once the
    transaction has committed.
    """

    def invalidate(
        self,
        target: Any,
        params: Mapping[str, Any] | None = None,
        *,
        user: str | int | None = None,
        server_only: bool = False,
    ) -> None:
        """As `Current.invalidate`."""
        item = item_of(target, params, user=user, server_only=server_only)
        transaction.on_commit(lambda: tell([item]))


def invalidate(*targets: Any) -> None:
    """Invalidates contexts, reads of them (`UserContext(user_id=5)`), queries, or items.

    Inside of a mutation it joins its answer; elsewhere it is told once the transaction of the
    default database has committed.
    """
    items = [item_of(target) for target in targets]
    if items:
        transaction.on_commit(lambda: tell(items))


set_outside(Outside)


def is_test(request: HttpRequest) -> bool:
    """Whether it is a request of `mizan.testing.Client`, inside of a test case's transaction."""
    return bool(request.META.get("mizan.testing"))


def document() -> dict[str, Any]:
    """The schema document (§12)."""
    found: dict[str, Any] = json.loads(application().engine.schema())
    return found


def param_types() -> dict[str, dict[str, str]]:
    """The params of each context in their order, with the JSON type of each."""
    found = {}
    for context in document()["contexts"]:
        found[context["name"]] = {
            param["name"]: _type_of(param["schema"]) for param in context["params"]
        }
    return found


def _type_of(schema: dict[str, Any]) -> str:
    kind = schema.get("type", "string")
    return str(kind if isinstance(kind, str) else kind[0])


def prefix() -> str:
    """Where Mizan is mounted; `NoReverseMatch` where it is nowhere."""
    return reverse("mizan:endpoint")
