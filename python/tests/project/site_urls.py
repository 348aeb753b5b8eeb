"""Where the tests' project answers."""

from django.urls import include, path

urlpatterns = [path("api/mizan/", include("mizan.urls"))]
