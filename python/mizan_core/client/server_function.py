"""`ServerFunction`: a server function as a class."""

from __future__ import annotations

import inspect
import sys
from typing import Any, ClassVar

from mizan_core import name as names
from mizan_core import registry
from mizan_core.client import decorator
from mizan_core.client import function as functions
from mizan_core.client.function import Function
from mizan_core.place import DeclarationError, Place


class ServerFunction:
    """A server function whose parts are methods: extend it, and write `call`.

    ```python
    class Rename(ServerFunction, affects=UserContext, auth=True):
        \"\"\"Gives a user another name.\"\"\"

        def call(self, user_id: int, name: str) -> User:
            self.request.user …
    ```

    Class keywords are the options of `client`. Each subclass has its own; what a base says holds
    where the subclass says nothing, but for the name, which is the class's in snake_case. One
    object is made for each call; a base without `call` is no function.
    """

    __mizan_options__: ClassVar[dict[str, Any]] = {}
    __mizan_function__: ClassVar[Function]

    request: Any

    def __init__(self, request: Any) -> None:
        self.request = request

    def __init_subclass__(cls, *, name: str | None = None, **options: Any) -> None:
        super().__init_subclass__()
        place = Place.of_caller()
        cls.__mizan_options__ = {**cls.__mizan_options__, **options}
        call = getattr(cls, "call", None)
        if call is None:
            _check_options(cls, place, options)
            return
        namespace = sys._getframe(1).f_locals
        cls.__mizan_function__ = _build(cls, call, name, place, namespace)
        registry.declare(cls.__mizan_function__)


def _check_options(cls: type, place: Place, options: dict[str, Any]) -> None:
    for option in options:
        if option not in decorator.OPTIONS:
            what = f"`{cls.__name__}`: there is no option `{option}`"
            mend = f"there are {', '.join(decorator.OPTIONS)}"
            raise DeclarationError.one(place, what, mend)


def _build(
    cls: type[ServerFunction], call: Any, name: str | None, place: Place, namespace: dict[str, Any]
) -> Function:
    if not inspect.isfunction(call):
        what = f"`{cls.__name__}.call` is no method"
        raise DeclarationError.one(place, what, "write it as `def call(self, …)`")
    own_name = name or names.of_class(cls.__name__)
    for parameter in list(inspect.signature(call).parameters.values())[1:]:
        decorator.check_parameter(own_name, parameter, Place.of(call))
    if "return" not in call.__annotations__:
        what = f"`{cls.__name__}.call` does not say what it returns"
        raise DeclarationError.one(place, what, "annotate it: `-> None` where it is nothing")
    parameters, doc = functions.read_signature(call, 1, cls.__doc__ or call.__doc__)

    def run(request: Any, /, **arguments: Any) -> Any:
        return cls(request).call(**arguments)  # type: ignore[attr-defined]

    return decorator.with_options(
        Function(
            name=own_name,
            callable=run,
            is_async=inspect.iscoroutinefunction(call),
            doc=doc.text,
            place=place,
            origin=cls,
            parameters=parameters,
            hints=decorator.hints_of(call, namespace),
        ),
        cls.__mizan_options__,
    )
