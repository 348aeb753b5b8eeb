"""Addresses: the server functions, the admin pages, pages with a form, pictures, and the front end for
all others.
"""

from __future__ import annotations

from django.contrib import admin
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import include, path, re_path

from conduit import pages, picture

from . import site

urlpatterns = [
    path("api/mizan/", include("mizan.urls")),
    re_path(r"^api(?:/|$)", site.nothing),
    path("admin/", admin.site.urls),
    path("pictures/<str:name>", picture.show),
    path("login", pages.sign_in),
    path("register", pages.sign_up),
    path("settings", pages.settings),
    path("editor", pages.editor),
    path("editor/<str:slug>", pages.editor),
    path("article/<str:slug>", pages.article),
    *staticfiles_urlpatterns(),
    re_path(r"^assets/(?P<name>.*)$", site.asset),
    re_path(r"^(?P<name>.*)$", site.file_or_index),
]
