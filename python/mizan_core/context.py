"""Contexts: named groups of read functions with declared params (§4, §7)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Final, Literal, TypeAlias, dataclass_transform

from mizan_core import duration, name
from mizan_core.affect import Affect, Given
from mizan_core.hint import Hints
from mizan_core.place import DeclarationError, Place, nearest

Duration: TypeAlias = str | int | dt.timedelta

MISSING: Final = object()
"""The default of a param that has none."""

_VARY = {"locale": "accept-language", "tenant": "host"}


@dataclasses.dataclass(frozen=True)
class Options:
    """What is declared of a context beside its params."""

    cls: type
    name: str
    doc: str
    place: Place
    public: bool = False
    owner_self: bool = False
    max_age_s: int | None = None
    stale_while_revalidate_s: int | None = None
    scope: tuple[str, ...] | None = None
    vary: tuple[str, ...] = ()
    watch: Mapping[Any, Any] = dataclasses.field(default_factory=dict)
    params: Mapping[str, Any] | None = None
    """The defaults of the params, `MISSING` where there is none; `None` where the params are those
    of the context's functions.
    """

    def hints(self) -> dict[str, Any]:
        """The types of the params. Raises as `Hints.resolve`."""
        return {
            param: Hints.of_class(self.cls, param).resolve(param) for param in self.params or ()
        }


@dataclass_transform(kw_only_default=True)
class Context:
    """The base of contexts: annotations are the params, class keywords the options.

    ```python
    class UserContext(Context, public=True, max_age="5m"):
        user_id: int
    ```

    `name`: on the wire; else the class's name in snake_case without `Context`. `public`: everyone
    sees the same, and its functions do not see who asks. `max_age`, `stale_while_revalidate`: how
    long a stored read is fresh, and may be served while it is read again. `owner="self"`: it
    changes only through its own user's mutations. `scope`: the params that identify. `vary`:
    `"locale"`, `"tenant"` or names of headers that answers depend on. `watch`: models whose
    changes invalidate it, each with the field that says which read.

    An instance names one read of it, for `mizan.current().invalidate(UserContext(user_id=5))`.
    """

    __mizan_context__: ClassVar[Options]

    def __init_subclass__(
        cls,
        *,
        name: str | None = None,
        public: bool = False,
        max_age: Duration | None = None,
        stale_while_revalidate: Duration | None = None,
        owner: Literal["self"] | None = None,
        scope: Iterable[str] | None = None,
        vary: str | Iterable[str] = (),
        watch: Mapping[Any, Any] | None = None,
        **unknown: Any,
    ) -> None:
        super().__init_subclass__()
        place = Place.of_caller()
        if unknown:
            _refuse_unknown(cls, place, next(iter(unknown)))
        if owner not in (None, "self"):
            what = f"`owner={owner!r}` of the context `{cls.__name__}` is none"
            raise DeclarationError.one(place, what, 'the only owner is "self"')
        if owner == "self" and public:
            what = f"the context `{cls.__name__}` is public and has an owner"
            raise DeclarationError.one(
                place, what, "what everyone sees is nobody's: drop one of them"
            )
        cls.__mizan_context__ = Options(
            cls=cls,
            name=name or _name_of(cls),
            doc=_doc_of(cls),
            place=place,
            public=public,
            owner_self=owner == "self",
            max_age_s=_seconds(cls, place, "max_age", max_age),
            stale_while_revalidate_s=_seconds(
                cls, place, "stale_while_revalidate", stale_while_revalidate
            ),
            scope=None if scope is None else _texts(scope),
            vary=tuple(_VARY.get(header, header.lower()) for header in _texts(vary)),
            watch=dict(watch or {}),
            params=_take_params(cls),
        )

    def __init__(self, **params: Any) -> None:
        known = type(self).__mizan_context__.params or {}
        for param in params:
            if param not in known:
                msg = f"`{type(self).__name__}` has no param `{param}`{nearest(param, known)}"
                raise TypeError(msg)
        for param, default in known.items():
            if (value := params.get(param, default)) is MISSING:
                msg = f"`{type(self).__name__}` needs its param `{param}`"
                raise TypeError(msg)
            self.__dict__[param] = value

    def __repr__(self) -> str:
        params = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({params})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def all(cls) -> Affect:
        """Every read of it, whatever the arguments are called."""
        return Affect(cls, "all")

    @classmethod
    def at(cls, **params: Given) -> Affect:
        """The reads with these params: each a value, or a function of arguments and result.

        ```python
        @client(affects=ArticleContext.at(slug=lambda args, result: result.slug))
        ```
        """
        known = cls.__mizan_context__.params or {}
        for param in params:
            if param not in known:
                what = f"`at({param}=…)`: the context `{cls.__name__}` has no such param"
                mend = f"its params are {', '.join(known) or 'none'}{nearest(param, known)}"
                raise DeclarationError.one(Place.of_caller(), what, mend)
        return Affect(cls, "given", params)


def options_of(cls: type) -> Options:
    """The options of a context; a class without the base has its functions' params."""
    found = cls.__dict__.get("__mizan_context__")
    if isinstance(found, Options):
        return found
    options = Options(cls=cls, name=_name_of(cls), doc=_doc_of(cls), place=Place.of(cls))
    cls.__mizan_context__ = options  # type: ignore[attr-defined]
    return options


def _take_params(cls: type) -> dict[str, Any]:
    """The params of the class and its bases, with their defaults, which leave the class: it keeps
    its own `all` and `at` so, whatever a param is called.
    """
    params: dict[str, Any] = {}
    for base in reversed(cls.__mro__[1:]):
        if isinstance(found := base.__dict__.get("__mizan_context__"), Options):
            params.update(found.params or {})
    for param, annotation in inspect.get_annotations(cls).items():
        if _is_class_variable(annotation):
            continue
        params[param] = cls.__dict__.get(param, MISSING)
        if param in cls.__dict__:
            delattr(cls, param)
    return params


def _is_class_variable(annotation: Any) -> bool:
    text = annotation if isinstance(annotation, str) else repr(annotation)
    return text.startswith(("ClassVar", "typing.ClassVar", "t.ClassVar"))


def _name_of(cls: type) -> str:
    return name.of_class(cls.__name__, "Context")


def _doc_of(cls: type) -> str:
    return inspect.cleandoc(cls.__doc__ or "").strip()


def _texts(texts: str | Iterable[str]) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


def _seconds(cls: type, place: Place, option: str, value: Duration | None) -> int | None:
    if value is None:
        return None
    try:
        return duration.seconds(value)
    except ValueError as error:
        what = f"`{option}` of the context `{cls.__name__}`: {error}"
        raise DeclarationError.one(place, what, "write it as described") from None


def _refuse_unknown(cls: type, place: Place, option: str) -> None:
    known: Callable[..., Any] = Context.__init_subclass__
    names = [key for key in inspect.signature(known).parameters if key != "unknown"]
    raise DeclarationError.one(
        place,
        f"the context `{cls.__name__}` has no option `{option}`{nearest(option, names)}",
        f"there are {', '.join(names)}",
    )
