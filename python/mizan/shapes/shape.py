"""`Shape`: an output type made from a model.

Start at `Shape`; `plan` says how its fields are read, `load` what the database is asked for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

from asgiref.sync import sync_to_async
from django.apps import apps
from django.db.models import Manager, Model, QuerySet
from pydantic import BaseModel, ConfigDict, TypeAdapter, model_validator

from .declare import model_of, typed
from .load import load
from .mistake import Mistake, ShapeError
from .plan import Plan, plan
from .source import Annotation, Source, auto
from .strict import watched

if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass
else:
    ModelMetaclass = type(BaseModel)

M = TypeVar("M", bound=Model)

#: Every shape with a model, for the system check. Classes live as long as the process.
shapes: list[type[Shape[Any]]] = []


class ShapeMeta(ModelMetaclass):
    """Takes `source(…)`, `annotate(…)`, `auto` and `Meta` out before pydantic reads the class."""

    def __new__(
        mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **kwargs: Any
    ) -> type:
        """Make the class, with the types that its model says."""
        model = model_of(bases)
        meta = namespace.pop("Meta", None)
        annotations: dict[str, Any] = dict(namespace.get("__annotations__", {}))
        sources = {
            key: value for key, value in namespace.items() if isinstance(value, Source | Annotation)
        }
        for key in sources:
            del namespace[key]
        inherited: dict[str, Source | Annotation] = {}
        for base in reversed(bases):
            inherited |= getattr(base, "__shape_sources__", {})
        if model is not None:
            place = namespace.get("__qualname__", name)
            named = dict.fromkeys(getattr(meta, "fields", ()), auto)
            annotations = typed(place, model, {**named, **annotations}, sources)
            namespace["__annotations__"] = annotations
        namespace["__shape_sources__"] = {**inherited, **sources}
        namespace["__shape_model__"] = model
        made: type[Shape[Any]] = super().__new__(mcs, name, bases, namespace, **kwargs)
        if model is not None and not made.__pydantic_generic_metadata__["args"]:
            if not made.__pydantic_complete__:
                # Pydantic has looked among the names of this function; the caller's are meant.
                made.model_rebuild(raise_errors=False, _parent_namespace_depth=3)
            shapes.append(made)
        return made


class Shape(BaseModel, Generic[M], metaclass=ShapeMeta):
    """An output type made from a model, with the queries that it needs.

    ```python
    class ArticleShape(Shape[Article]):
        title: str
        created: auto                                     # the type of the model's field
        author: AuthorShape                               # a foreign key: joined
        comments: list[CommentShape]                      # one more query, however many articles
        tags: list[str] = source("tags.name")
        favorites: int = annotate(Count("fans"))
    ```

    A function annotated `-> ArticleShape`, `-> list[ArticleShape]` or `-> ArticleShape | None` may
    return the model's instance, a queryset or a list; `from_model` and `from_models` do the same
    where a type checker looks on, and in tests. Only what the shape names is loaded.

    Names are compared with the model when the class is made: `ShapeError` tells every mistake.
    Where models are not loaded yet, `manage.py check` does.
    """

    model_config = ConfigDict(from_attributes=True)

    __shape_model__: ClassVar[type[Model] | None] = None
    __shape_sources__: ClassVar[Mapping[str, Source | Annotation]] = {}
    __shape_plan__: ClassVar[Plan | None] = None
    __shape_list__: ClassVar[TypeAdapter[Any] | None] = None

    @classmethod
    def __pydantic_on_complete__(cls) -> None:
        """Compare with the model, once every name in the annotations is known."""
        super().__pydantic_on_complete__()
        if cls.__shape_model__ is None or cls.__pydantic_generic_metadata__["args"]:
            return
        if apps.models_ready:
            cls.shape_plan()

    @classmethod
    def shape_plan(cls) -> Plan:
        """Return how rows are loaded and read. Raises `ShapeError` with every mistake."""
        if cls.__dict__.get("__shape_plan__") is None:
            if cls.__shape_model__ is None:
                mend = "Say which: class UserShape(Shape[User])."
                raise ShapeError(
                    Mistake("E060", cls.__qualname__, "it is a shape of no model", mend)
                )
            cls.__shape_plan__ = plan(cls, cls.__shape_model__)
        made = cls.__shape_plan__
        assert made is not None
        return made

    @classmethod
    def queryset(cls, rows: QuerySet[M, M] | Manager[M] | None = None) -> QuerySet[M, M]:
        """Return the queryset, by default of every row, with all that is read of its rows."""
        need = cls.shape_plan().need
        asked: Any = need.model._default_manager if rows is None else rows
        return need.apply(asked.all() if isinstance(asked, Manager) else asked)

    @classmethod
    def from_model(cls, row: M) -> Self:
        """Make one of an instance; what is not loaded yet is asked for."""
        return cls.from_models([row])[0]

    @classmethod
    def from_models(cls, rows: QuerySet[M, M] | Manager[M] | Iterable[M]) -> list[Self]:
        """Make one of each row, in a constant number of queries.

        Raises pydantic's `ValidationError` where a value is not of the type that the shape says.
        """
        made = cls.shape_plan()
        loaded = load(made.need, rows)
        with watched(cls.__qualname__):
            values = [made.read(row) if isinstance(row, Model) else row for row in loaded]
        return cls._adapter().validate_python(values, by_name=True)  # type: ignore[no-any-return]

    @classmethod
    async def afrom_model(cls, row: M) -> Self:
        """As `from_model`, from asynchronous code."""
        return await sync_to_async(cls.from_model)(row)

    @classmethod
    async def afrom_models(cls, rows: QuerySet[M, M] | Manager[M] | Iterable[M]) -> list[Self]:
        """As `from_models`, from asynchronous code."""
        return await sync_to_async(cls.from_models)(rows)

    @classmethod
    def _adapter(cls) -> TypeAdapter[Any]:
        if cls.__dict__.get("__shape_list__") is None:
            cls.__shape_list__ = TypeAdapter(list[cls])  # type: ignore[valid-type]
        adapter = cls.__shape_list__
        assert adapter is not None
        return adapter

    @model_validator(mode="before")
    @classmethod
    def _from_instance(cls, value: Any) -> Any:
        """Read an instance that stands alone in a plain model, as one in a list is read."""
        if not isinstance(value, Model):
            return value
        made = cls.shape_plan()
        load(made.need, [value])
        with watched(cls.__qualname__):
            return made.read(value)


__all__ = ["Shape", "ShapeMeta", "shapes"]
