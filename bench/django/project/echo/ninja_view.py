"""The call through Django Ninja, whose views are without Django's check of the token unless they
ask for it.
"""

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.utils import check_csrf

from echo.model import Input, Output

api = NinjaAPI(openapi_url=None)


def is_from_here(request: HttpRequest) -> bool:
    """The check that Ninja's own authentication by cookie makes."""
    return check_csrf(request) is None


@api.post("/echo/", response=Output, auth=is_from_here)
def echo(request: HttpRequest, said: Input) -> Output:
    """Says it again."""
    return Output(message=said.text)


@api.post("/unchecked/", response=Output)
def unchecked(request: HttpRequest, said: Input) -> Output:
    """The same for whoever asks."""
    return Output(message=said.text)
