"""What a field of a shape says beyond its name and type: where its value comes from.

`auto` takes the type from the model's field, `source` names another place on the model, `annotate`
has the database compute the value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.db.models.expressions import BaseExpression, Combinable

if TYPE_CHECKING:
    #: In place of a type: the one that the model's field has.
    auto = Any
else:

    class auto:  # noqa: N801 - it stands where a type does, and reads as a word of the language
        """In place of a type: the one that the model's field has."""


Expression = BaseExpression | Combinable


@dataclass(frozen=True)
class Source:
    """Where a field's value is read. Made by `source`."""

    path: tuple[str, ...] | None
    needs: tuple[str, ...] | None
    queryset: Callable[[], QuerySet[Any, Any]] | None
    depth: int | None


@dataclass(frozen=True)
class Annotation:
    """A value that the database computes. Made by `annotate`."""

    expression: Expression | Callable[[], Expression]

    def resolve(self) -> Expression:
        """Return the expression of this very query."""
        made = self.expression
        return made if isinstance(made, Expression) else made()


def source(
    path: str | None = None,
    *,
    needs: Sequence[str] | None = None,
    queryset: Callable[[], QuerySet[Any, Any]] | None = None,
    depth: int | None = None,
) -> Any:
    """Say where a field of a shape comes from.

    `path`: attributes from the model on, with dots, such as `"author.username"`; through a relation
    to many it is a list, as in `tags: list[str] = source("tags.name")`. The field's own name by
    default.

    `needs`: the columns that a property or a method reads, of this model. Without it the whole row
    is loaded, since nobody can tell. A need may be a path, too: `needs=["author.username"]`.

    `queryset`: a function that returns which rows of a relation to many there are, in their order.

    `depth`: how many levels of itself a shape that contains itself has; below, a list is empty and
    a single one is null.
    """
    if depth is not None and depth < 1:
        raise ValueError("depth is at least 1: leave the field out instead")
    return Source(
        path=tuple(path.split(".")) if path else None,
        needs=None if needs is None else tuple(needs),
        queryset=queryset,
        depth=depth,
    )


def annotate(expression: Expression | Callable[[], Expression]) -> Any:
    """Have the database compute a field.

    `favorites: int = annotate(Count("fans"))` is counted with the rows. A function is called for
    each query, so that it may ask who the caller is (`mizan.current().user`) or what time it is.
    """
    return Annotation(expression)
