"""One call, from the rate limit to its answer (§2, §3).

Start at `Invocation.answer`. A mutation is answered when its transaction has committed: then its
version is given, and what it invalidates is told in the body, in the header, and to
`mizan.signals.invalidated`.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from mizan_core.application import Application
from mizan_core.current import Current, entered

from mizan import answer, host, transaction
from mizan._mizan import Call, Reply
from mizan.csrf import Csrf
from mizan.failure import Failures, changed_nothing, is_validation
from mizan.identity import Identity, caller_of, identify
from mizan.running import Running


class Invocation:
    """A call whose function is known, by someone who may call at all."""

    def __init__(
        self, application: Application, request: HttpRequest, call: Call, csrf: Csrf
    ) -> None:
        self.engine = application.engine
        self.request = request
        self.call = call
        self.csrf = csrf
        self.caller: Identity = identify(request)
        self.leaves: Identity = self.caller
        """Who the answer is for: whoever the call has signed in or out."""
        self.is_marked = True
        handler = application.functions[call.function]
        self.running = Running(application, handler, request, self.caller)
        self.failures = Failures(self.engine, request, handler.name, self.caller, handler)

    def answer(self, *, is_marked: bool = True, with_files: bool = False) -> HttpResponseBase:
        """Runs the function where everything before it lets the call through. Raises `Refused`
        where it does not.
        """
        self.is_marked = is_marked
        self.engine.count(self.call.function, caller_of(self.request, self.caller))
        try:
            self.running.admit_early()
            self.running.decode(self.call.arguments())
            self.running.admit_late()
            if with_files:
                self.running.attach(self.call)
        except Exception as failure:
            raise self.failures.refused(failure) from None
        return self._mutate() if self.call.kind == "mutation" else self._perform()

    def _perform(self) -> HttpResponseBase:
        """A plain call, or a query that is called by its own name."""
        try:
            with entered(host.Outside(user=self._user(), request=self.request)):
                result = self.running.run(transaction.run_atomic)
        except Exception as failure:
            return self._sent(self.call.fail(self.failures.refused(failure), mark=self._mark()))
        if isinstance(result, bytes):
            return self._sent(self.call.answer(result, mark=self._mark()))
        mark = self._mark()
        return answer.with_headers(result, [("Mizan-As", mark)] if mark else [])

    def _mutate(self) -> HttpResponseBase:
        current = Current(user=self._user(), request=self.request)
        work = transaction.Work(is_test=host.is_test(self.request))
        failed: Exception | None = None
        result: bytes | HttpResponseBase = b""
        with host.collecting(current), entered(current):
            try:
                result = self.running.run(work.run)
                # What it changed counts from here on, and so nothing of it may be rolled back any
                # more (D03).
                transaction.check_closed()
            except Exception as failure:
                failed = failure
        self._follow_sign_in()
        said: dict[str, Any] = {
            "user": self.caller.user,
            "mark": self._mark(),
            "given": self.running.given(has_result=work.finished),
            "added": current.added,
            "withdrawn": current.withdrawn,
        }
        if failed is not None:
            refused = self.failures.refused(failed)
            nothing = (
                changed_nothing(failed)
                or work.was_rolled_back
                or (is_validation(failed) and not work.committed)
            )
            return self._sent(
                self.call.fail(
                    refused,
                    **said,
                    rolled_back=nothing,
                    committed=work.is_done,
                )
            )
        if isinstance(result, bytes):
            return self._sent(self.call.settle(result, **said))
        reply = self.call.settle(None, **said)
        host.announce(reply)
        return answer.with_headers(result, reply.headers)

    def _sent(self, reply: Reply) -> HttpResponseBase:
        self.failures.log(reply)
        host.announce(reply)
        return answer.of_reply(reply)

    def _follow_sign_in(self) -> None:
        """The token ends with a sign-in and with a sign-out (§8), of which Django sees to the
        former alone.
        """
        self.leaves = identify(self.request)
        if self.leaves != self.caller:
            self.csrf.rotate(self.request)

    def _mark(self) -> str | None:
        return self.engine.mark(self.leaves.user, self.leaves.session) if self.is_marked else None

    def _user(self) -> Any:
        return getattr(self.request, "user", None) if self.caller.is_authenticated else None
