"""What goes in and comes out, for all of them but Django REST framework."""

from pydantic import BaseModel


class Input(BaseModel):
    """What is called with."""

    text: str


class Output(BaseModel):
    """What is answered."""

    message: str
