"""Where Mizan answers: `path("api/mizan/", include("mizan.urls"))`.

One pattern takes all that is below, since paths are exact (§2): the core says what each is, and
what is none.
"""

from django.urls import path, re_path

from mizan.endpoint import endpoint

app_name = "mizan"
urlpatterns = [
    re_path(r"^(?P<path>[\s\S]+)$", endpoint),
    path("", endpoint, name="endpoint"),
]
