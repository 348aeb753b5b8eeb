"""The tests' project under WSGI."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from mizan import host  # noqa: E402

# As `gunicorn --preload` is used at its best: everything is there before the first fork.
host.application()
