"""What a shape declares wrongly: told all at once, with its place and its mend."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong with a shape."""

    #: The system check's id without `mizan.`: E060 and on.
    id: str
    #: `UserShape.nmae`.
    place: str
    #: What is wrong.
    what: str
    #: What to do.
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}. {self.mend}"


class ShapeError(TypeError):
    """A shape that does not fit its model, or one that read more than it had loaded."""

    def __init__(self, *mistakes: Mistake) -> None:
        """Take every mistake of a shape."""
        self.mistakes = mistakes
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
