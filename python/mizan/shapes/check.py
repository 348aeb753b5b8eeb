"""The system check of shapes: `mizan.E060` to `mizan.E066`."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error
from pydantic.errors import PydanticUndefinedAnnotation

from .mistake import ShapeError
from .shape import shapes


def check_shapes(**_: Any) -> list[CheckMessage]:
    """Compare every shape with its model."""
    found: list[CheckMessage] = []
    for shape in shapes:
        try:
            shape.shape_plan()
        except ShapeError as error:
            for mistake in error.mistakes:
                text = f"{mistake.place}: {mistake.what}"
                found.append(Error(text, hint=mistake.mend, obj=shape, id=f"mizan.{mistake.id}"))
        except PydanticUndefinedAnnotation as error:
            hint = "Import it where the shape is, or define it before the first request."
            found.append(
                Error(f"{shape.__qualname__}: {error}", hint=hint, obj=shape, id="mizan.E066")
            )
    return found
