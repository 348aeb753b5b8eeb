"""The call as one writes it by hand: pydantic in, `JsonResponse` out; and Django alone, for what is
not ours of a call.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from echo.model import Input, Output


@require_POST
def view(request: HttpRequest) -> JsonResponse:
    """Says it again."""
    try:
        said = Input.model_validate_json(request.body)
    except ValidationError as error:
        return JsonResponse({"errors": error.errors(include_url=False)}, status=422)
    return JsonResponse(Output(message=said.text).model_dump())


async def view_async(request: HttpRequest) -> JsonResponse:
    """The same as a coroutine function."""
    return view(request)


@require_POST
def nothing(request: HttpRequest) -> HttpResponse:
    """Django's own part: middleware, the check of the token, the body, a response."""
    return HttpResponse(request.body, content_type="application/json")


urlpatterns = [path("view/", view), path("async/", view_async), path("nothing/", nothing)]
