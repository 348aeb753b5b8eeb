"""One read of a context, from its params to its answer (§4).

Start at `Reading.answer`. Each query has a guard and an outcome of its own: one that refuses or
fails leaves the others as they are.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from mizan_core.application import Application
from mizan_core.current import entered

from mizan import answer, host, transaction
from mizan._mizan import Read, Refused, Version
from mizan.failure import Failures
from mizan.hidden import NOBODY
from mizan.identity import ANONYMOUS, Identity, caller_of, identify
from mizan.running import Running


class Reading:
    """A read, at the `position` that was taken before anything else of it."""

    def __init__(
        self, application: Application, request: HttpRequest, context: int, position: Version
    ) -> None:
        self.application = application
        self.engine = application.engine
        self.request = request
        meta = request.META
        self.read: Read = self.engine.read(
            context,
            meta.get("QUERY_STRING", ""),
            position=position,
            revision=meta.get("HTTP_MIZAN_REVISION"),
            seen=meta.get("HTTP_MIZAN_SEEN"),
        )

    def answer(self) -> HttpResponseBase:
        """Runs the queries. Raises `Refused` for params that the application's own types refuse."""
        # What is everyone's is nobody's: who asks is not even looked up (§7).
        identity = ANONYMOUS if self.read.is_public else identify(self.request)
        mark = None if self.read.is_public else self.engine.mark(identity.user, identity.session)
        # Inside a transaction that began before it, a read may see what is older than its version
        # (D04).
        storable = not transaction.is_any_open()
        queries = [
            (index, self._prepared(index, arguments, identity))
            for index, arguments in self.read.queries
        ]
        outcomes = [self._outcome(index, running, identity) for index, running in queries]
        reply = self.read.answer(
            outcomes,
            mark=mark,
            if_none_match=self.request.META.get("HTTP_IF_NONE_MATCH"),
            storable=storable,
        )
        Failures(self.engine, self.request, self.read.context, identity).log(reply)
        return answer.of_reply(reply)

    def _prepared(self, index: int, arguments: bytes, identity: Identity) -> Running:
        running = Running(
            self.application, self.application.functions[index], self.request, identity
        )
        running.decode(arguments)
        return running

    def _outcome(self, index: int, running: Running, identity: Identity) -> bytes | Refused:
        handler = running.handler
        failures = Failures(self.engine, self.request, handler.name, identity, handler)
        try:
            self.engine.count(index, caller_of(self.request, identity))
            running.admit_early()
            running.admit_late()
            user = (
                NOBODY
                if self.read.is_public
                else getattr(self.request, "user", None)
                if identity.user
                else None
            )
            with entered(host.Outside(user=user, request=self.request)):
                result = running.run(transaction.run_atomic)
        except Exception as failure:
            return failures.refused(failure)
        # The registry lets no query be a view; one that answers a response all the same has broken
        # its word.
        return (
            result
            if isinstance(result, bytes)
            else failures.refused(TypeError("a query answered with a response"))
        )
