"""Changes of models that no mutation declares: `class UserContext(Context, watch={User: "pk"})`.

Start at `connect`. A watched object that is saved or deleted, or whose relations change,
invalidates the reads that its field names: by the value that it had and by the one that it has,
once its transaction has committed. What happens inside of a mutation joins that one's answer;
everything else (an admin's save, a management command, a job) goes to the log and to
`mizan.signals.invalidated`.

Django tells nobody of `update()`, `bulk_create()`, `bulk_update()` and raw SQL: `update`, `changed`
and `mizan.invalidate` do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import Signal
from mizan_core.context import Options

from mizan._mizan import Item

Row = Mapping[str, Any]

#: Under this name an object keeps what it was, from before its change to behind it.
KEPT = "_mizan_was"


@dataclass(frozen=True)
class Watch:
    """One model of one context, and which of its fields says which param."""

    context: str
    model: type[models.Model]
    params: Mapping[str, str]
    """Param to field. A field may lead through relations: `author__username`."""

    @property
    def is_fixed(self) -> bool:
        """Whether no change of an object changes what it says: it is named by its key, or not at
        all.
        """
        return all(path in ("pk", self.model._meta.pk.attname) for path in self.params.values())

    def items(self, rows: Iterable[Row]) -> list[Item]:
        """What has changed, by the fields of the objects that did."""
        return [
            Item(
                self.context,
                params={param: _plain(row[path]) for param, path in self.params.items()},
            )
            for row in rows
        ]

    def rows(self, objects: models.QuerySet[Any]) -> list[Row]:
        """The fields of objects, as the database has them."""
        return list(objects.values(*set(self.params.values()))) if self.params else [{}]

    def row(self, instance: models.Model, using: str) -> list[Row]:
        """The fields of one object: its own attributes where they say all."""
        try:
            return [{path: _own(instance, path) for path in self.params.values()}]
        except LookupError:
            return self.rows(type(instance)._base_manager.using(using).filter(pk=instance.pk))


#: Of each model, its subclasses and proxies too, by what it is watched.
_watches: dict[type[models.Model], list[Watch]] = {}


def connect(contexts: Iterable[Options]) -> None:
    """Watches for these contexts, and for no others from now on.

    Raises `ValueError` for a param or field that is none, `LookupError` for a model that is none;
    check `mizan.E003` says the same.
    """
    watches = [watch for options in contexts for watch in watches_of(options)]
    _watches.clear()
    for model in apps.get_models(include_auto_created=True):
        own = [
            watch
            for watch in watches
            if issubclass(model, watch.model._meta.concrete_model or watch.model)
        ]
        if own:
            _watches[model] = own
            _listen(model)


def _listen(model: type[models.Model]) -> None:
    receivers: Sequence[tuple[Signal, Callable[..., None]]] = (
        (pre_save, _before_save),
        (post_save, _after_save),
        (pre_delete, _before_delete),
        (post_delete, _after_delete),
    )
    for signal, receiver in receivers:
        signal.connect(receiver, sender=model, dispatch_uid=f"mizan.watch.{receiver.__name__}")
    for relation in model._meta.local_many_to_many:
        m2m_changed.connect(
            _relations, sender=relation.remote_field.through, dispatch_uid="mizan.watch.relations"
        )
    for related in model._meta.related_objects:
        if isinstance(related, models.ManyToManyRel):
            m2m_changed.connect(
                _relations, sender=related.through, dispatch_uid="mizan.watch.relations"
            )


def watches_of(options: Options) -> list[Watch]:
    """What a context watches. Raises as `connect`."""
    return [_watch(options, model, field) for model, field in options.watch.items()]


def _watch(options: Options, given: Any, field: Any) -> Watch:
    model = apps.get_model(given) if isinstance(given, str) else given
    where = f"`watch` of the context `{options.name}`"
    if not (isinstance(model, type) and issubclass(model, models.Model)):
        raise ValueError(f"{where} names {given!r}, which is no model")
    params = list(options.params or {})
    named = _by_param(where, field, list(options.scope or params))
    if unknown := [param for param in named if param not in params]:
        raise ValueError(f"{where} names the param `{unknown[0]}`, which the context does not have")
    try:
        model._base_manager.values(*named.values())
    except FieldError as error:
        raise ValueError(f"{where}: {error}") from None
    return Watch(options.name, model, named)


def _by_param(where: str, field: Any, params: list[str]) -> dict[str, str]:
    if field is None:
        return {}
    if isinstance(field, Mapping):
        return {str(param): str(path) for param, path in field.items()}
    if len(params) == 1 or field in params:
        return {params[0] if len(params) == 1 else str(field): str(field)}
    raise ValueError(
        f"{where} says only {field!r}, and the params are {', '.join(params) or 'none'}: write "
        f'`{{Model: {{"param": {field!r}}}}}`, or `{{Model: None}}` for every read of it'
    )


def _before_save(
    *, sender: Any, instance: models.Model, raw: bool, using: str, **_: object
) -> None:
    if raw or instance._state.adding or instance.pk is None:
        return
    moving = [watch for watch in _watches.get(sender, ()) if not watch.is_fixed]
    if moving:
        stored = sender._base_manager.using(using).filter(pk=instance.pk)
        instance.__dict__[KEPT] = [
            item for watch in moving for item in watch.items(watch.rows(stored))
        ]


def _after_save(*, sender: Any, instance: models.Model, raw: bool, using: str, **_: object) -> None:
    was: list[Item] = instance.__dict__.pop(KEPT, [])
    if raw:
        # A fixture is loaded piece by piece: what an object refers to may not be there yet.
        publish([Item(watch.context) for watch in _watches.get(sender, ())], using)
    else:
        publish([*was, *_items(sender, instance, using)], using)


def _before_delete(*, sender: Any, instance: models.Model, using: str, **_: object) -> None:
    instance.__dict__[KEPT] = _items(sender, instance, using)


def _after_delete(*, instance: models.Model, using: str, **_: object) -> None:
    publish(instance.__dict__.pop(KEPT, []), using)


def _relations(
    *,
    instance: models.Model,
    action: str,
    model: Any,
    pk_set: set[Any] | None,
    using: str,
    **_: object,
) -> None:
    """Both ends of a relation have changed. What `clear()` leaves is only known before it."""
    if action == "pre_clear":
        instance.__dict__[KEPT] = _items(type(instance), instance, using) + _far_items(
            instance, model, using
        )
    elif action == "post_clear":
        publish(instance.__dict__.pop(KEPT, []), using)
    elif action in ("post_add", "post_remove") and pk_set:
        others = model._base_manager.using(using).filter(pk__in=pk_set)
        publish([*_items(type(instance), instance, using), *_items_of(model, others)], using)


def _far_items(instance: models.Model, model: Any, using: str) -> list[Item]:
    """Of every object of `model`: which of them were related is not worth a query for each of the
    ways that there are.
    """
    del instance, using
    return [Item(watch.context) for watch in _watches.get(model, ())]


def _items(model: Any, instance: models.Model, using: str) -> list[Item]:
    return [
        item
        for watch in _watches.get(model, ())
        for item in watch.items(watch.row(instance, using))
    ]


def _items_of(model: Any, objects: models.QuerySet[Any]) -> list[Item]:
    return [item for watch in _watches.get(model, ()) for item in watch.items(watch.rows(objects))]


def publish(items: Sequence[Item], using: str | None = None) -> None:
    """Invalidates once the transaction of a database has committed; at once where none is open.

    A mutation that runs then has them in its answer.
    """
    from mizan.host import tell

    if items:
        transaction.on_commit(lambda: tell(items), using=using)


def changed(*changes: models.Model | models.QuerySet[Any]) -> None:
    """Says that objects have changed in a way that Django tells nobody of: `bulk_create()`, raw
    SQL.

    Takes objects and querysets, which are read now: where a watched field itself changes, say so
    before and after.
    """
    found: dict[str, list[Item]] = defaultdict(list)
    for change in changes:
        if isinstance(change, models.QuerySet):
            found[change.db] += _items_of(change.model, change.order_by())
        else:
            using = change._state.db or "default"
            found[using] += _items(type(change), change, using)
    for using, items in found.items():
        publish(items, using)


def update(objects: models.QuerySet[Any], **values: Any) -> int:
    """`objects.update(**values)`, and what it changed: by the old values of the watched fields and
    by the new ones.

    Returns how many rows matched, as Django's does.
    """
    model, using = objects.model, objects.db
    with transaction.atomic(using=using):
        keys = list(objects.order_by().values_list("pk", flat=True)) if _watches.get(model) else []
        same = model._base_manager.using(using).filter(pk__in=keys)
        before = _items_of(model, same)
        count = objects.update(**values)
        publish([*before, *_items_of(model, same)], using)
    return count


def _own(instance: models.Model, path: str) -> Any:
    """A field of an object as it is in memory; `LookupError` where only the database knows."""
    if path == "pk":
        return instance.pk
    attribute = next(
        (
            field.attname
            for field in instance._meta.concrete_fields
            if path in (field.name, field.attname)
        ),
        None,
    )
    if (
        attribute is None
        or attribute not in instance.__dict__
        or hasattr(instance.__dict__[attribute], "resolve_expression")
    ):
        raise LookupError(path)
    return instance.__dict__[attribute]


def _plain(value: Any) -> Any:
    """A field's value as a param has it: numbers, texts and truth as they are, anything else as its
    text.
    """
    return value if value is None or isinstance(value, str | int) else str(value)
