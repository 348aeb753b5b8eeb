"""Addresses: the server functions, the admin pages, pictures, and the front end for all others."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import include, path, re_path

from conduit import picture

from . import site

urlpatterns = [
    path("api/mizan/", include("mizan.urls")),
    re_path(r"^api(?:/|$)", site.nothing),
    path("admin/", admin.site.urls),
    path("pictures/<str:name>", picture.show),
    *staticfiles_urlpatterns(),
    re_path(r"^assets/(?P<name>.*)$", site.asset),
    re_path(r"^(?P<name>.*)$", site.file_or_index),
]
