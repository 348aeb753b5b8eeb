"""Output types made from models, with the queries that they need.

`Shape` is where to start. Checked against the model at start; loaded in a constant number of
queries, however many rows there are.
"""

from django.core.checks import Tags, register
from mizan_core.signature import add_preparer

from .answer import preparer
from .check import check_shapes
from .mistake import Mistake, ShapeError
from .shape import Shape
from .source import annotate, auto, source

__all__ = [
    "Mistake",
    "Shape",
    "ShapeError",
    "annotate",
    "auto",
    "check_shapes",
    "connect",
    "preparer",
    "source",
]


def connect() -> None:
    """Have results of server functions prepared, and shapes checked by `manage.py check`."""
    add_preparer(preparer)
    register(check_shapes, Tags.models)
