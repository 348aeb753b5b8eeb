"""What the body of a shape's class says, before pydantic reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from .column import python_type
from .mistake import Mistake, ShapeError
from .plan import attributes
from .source import Annotation, Source, auto


def model_of(bases: tuple[type, ...]) -> type[Model] | None:
    """Return the model of `Shape[Model]` among the bases, or of a shape among them."""
    for base in bases:
        arguments = getattr(base, "__pydantic_generic_metadata__", {}).get("args", ())
        for one in arguments:
            if isinstance(one, type) and issubclass(one, Model):
                return one
        inherited: type[Model] | None = getattr(base, "__shape_model__", None)
        if inherited is not None:
            return inherited
    return None


def typed(
    place: str,
    model: type[Model],
    annotations: dict[str, Any],
    sources: Mapping[str, Source | Annotation],
) -> dict[str, Any]:
    """Give the fields that leave it to the model their types.

    Raises `ShapeError` with every mistake.
    """
    mistakes: list[Mistake] = []
    for name, annotation in annotations.items():
        if annotation is not auto and not (
            isinstance(annotation, str) and annotation.split(".")[-1] == "auto"
        ):
            continue
        try:
            annotations[name] = _type_at(model, sources.get(name), name)
        except (FieldDoesNotExist, LookupError) as error:
            what = f"its type cannot be told from {model._meta.label} ({error})"
            mistakes.append(Mistake("E065", f"{place}.{name}", what, f"Write it: {name}: str."))
    if mistakes:
        raise ShapeError(*mistakes)
    return annotations


def _type_at(model: type[Model], from_: Source | Annotation | None, name: str) -> Any:
    if isinstance(from_, Annotation):
        output = getattr(from_.expression, "output_field", None)
        if output is None:
            raise LookupError("an expression whose type only a query knows")
        return python_type(output)
    path = from_.path if from_ and from_.path else (name,)
    optional = False
    for step in path[:-1]:
        relation = attributes(model).get(step)
        if (
            relation is None
            or not relation.is_relation
            or relation.one_to_many
            or relation.many_to_many
        ):
            raise LookupError(f"{step} is no relation to one")
        optional = optional or relation.null
        model = relation.related_model
    if path[-1] == "pk":
        return python_type(model._meta.pk)
    field: Any = model._meta.get_field(path[-1])
    if field.is_relation and path[-1] != getattr(field, "attname", None):
        raise LookupError(f"{path[-1]} is a relation")
    plain = python_type(field)
    return plain | None if optional else plain
