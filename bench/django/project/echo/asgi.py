"""The project under ASGI: as Django alone handles it, and as Mizan wraps it."""

from django.core.asgi import get_asgi_application
from mizan import wrap_asgi

plain = get_asgi_application()
wrapped = wrap_asgi(plain)
