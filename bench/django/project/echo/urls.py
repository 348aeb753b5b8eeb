"""All of them, beside each other."""

from django.urls import include, path

from echo import view
from echo.ninja_view import api
from echo.rest_view import Echo

urlpatterns = [
    path("api/mizan/", include("mizan.urls")),
    *view.urlpatterns,
    path("ninja/", api.urls),
    path("rest/", Echo.as_view()),
]
