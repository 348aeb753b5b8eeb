"""The call through Mizan."""

from django.http import HttpRequest
from mizan.client import client

from echo.model import Output


@client
def echo(request: HttpRequest, text: str) -> Output:
    """Says it again."""
    return Output(message=text)
