"""What fails, as an error of §9 and as a line of the log.

Start at `Failures.refused`. A message reaches a client only where somebody wrote it to be read: an
error of `mizan`'s, or one of the exceptions with which Django itself refuses. Everything else is a
defect: its text and traceback go to the log (`mizan`) under an id, and the client gets the id.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.conf import settings as django_settings
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, UnreadablePostError
from mizan_core import error as errors
from mizan_core.application import Handler

from mizan._mizan import Engine, Refused, Reply
from mizan.identity import Identity

logger = logging.getLogger("mizan")

#: What `get_object_or_404` says, which names a model to whoever asks.
STOCK_WORDS = ("matches the given query", "found matching the query")


class Failures:
    """The failures of one function for one request."""

    def __init__(
        self,
        engine: Engine,
        request: HttpRequest,
        function: str,
        identity: Identity,
        handler: Handler | None = None,
    ) -> None:
        self.engine = engine
        self.request = request
        self.function = function
        self.identity = identity
        self.handler = handler
        """What writes the errors that the function declares; none of a read as a whole."""

    def refused(self, failure: BaseException) -> Refused:
        """What the client gets. A defect is logged, and told to whoever listens for Django's
        `got_request_exception`.
        """
        if isinstance(failure, Refused):
            return failure
        error = failure if isinstance(failure, errors.Error) else of_django(failure, self.identity)
        if error is not None:
            try:
                return self._told(error)
            except (TypeError, ValueError) as defect:  # Its data cannot travel.
                failure = defect
        # A 5xx says no more than its id, but to those who develop it (§9).
        message = f"{type(failure).__name__}: {failure}" if django_settings.DEBUG else None
        refused = self.engine.error("internal_error", message)
        logger.error(
            "`%s` failed (id %s)",
            self.function,
            refused.id,
            exc_info=failure,
            extra={"request": self.request, "status_code": refused.status, "mizan_id": refused.id},
        )
        got_request_exception.send(sender=type(self), request=self.request)
        return refused

    def log(self, reply: Reply) -> None:
        """Logs what the core found wrong with results: what cannot travel, with its place."""
        for fault, function, cause in reply.faults:
            logger.error(
                "`%s` answered what cannot travel: %s (id %s)",
                function,
                cause,
                fault,
                extra={"mizan_id": fault},
            )

    def _told(self, error: errors.Error) -> Refused:
        is_own = type(error).__mizan_error__
        refused = self.engine.error(
            error.code,
            error.message,
            status=error.status if is_own else None,
            fields=getattr(error, "fields", ()),
            data=self.handler.error_data(error) if is_own and self.handler else None,
            retry_after=getattr(error, "retry_after", None),
        )
        if refused.status >= 500:
            logger.error(
                "`%s`: %s (id %s)", self.function, error.message, refused.id, exc_info=error
            )
        else:
            logger.debug("`%s` refused: %s: %s", self.function, error.code, error.message)
        return refused


def changed_nothing(failure: BaseException) -> bool:
    """Whether who raised it says that nothing was changed."""
    return isinstance(failure, errors.Error) and failure.nothing_changed


def is_validation(failure: BaseException) -> bool:
    """Whether it says that values are not acceptable: nothing was changed then, unless a database
    knows better (§3.5).
    """
    return isinstance(failure, ValidationError | errors.ValidationFailed)


def of_django(failure: BaseException, identity: Identity) -> errors.Error | None:
    """The error that one of Django's exceptions stands for; `None` for any other."""
    match failure:
        case ValidationError():
            return errors.ValidationFailed(_complaints(failure), "some values are not acceptable")
        case PermissionDenied() if not identity.is_authenticated:
            return errors.Unauthenticated("sign in to do this")
        case PermissionDenied():
            return errors.Forbidden(_words(failure, "you may not do this"))
        case Http404():
            return errors.NotFound(_words(failure, "not found"))
        case RequestDataTooBig():
            return errors.PayloadTooLarge("the request is too large")
        case SuspiciousOperation() | BadRequest() | UnreadablePostError():
            return errors.BadRequest(
                "the request lacks something that this function needs, or it is malformed"
            )
    return None


def _complaints(failure: ValidationError) -> dict[str, list[tuple[str, str]]]:
    """What is wrong with each field, in the language of whoever asks."""
    by_field = (
        failure.error_dict if hasattr(failure, "error_dict") else {errors.FORM: failure.error_list}
    )
    return {field: list(_told(found)) for field, found in by_field.items()}


def _told(found: list[ValidationError]) -> Iterator[tuple[str, str]]:
    for failure in found:
        for message in failure.messages:
            yield (failure.code or "invalid", str(message))


def _words(failure: BaseException, otherwise: str) -> str:
    """What somebody wrote to be read; stock words and none at all are replaced."""
    text = str(failure.args[0]) if failure.args and isinstance(failure.args[0], str) else ""
    return otherwise if not text or any(stock in text for stock in STOCK_WORDS) else text
