"""The tests' project under ASGI."""

from django.core.asgi import get_asgi_application
from mizan import wrap_asgi

inner = get_asgi_application()
application = wrap_asgi(inner)
