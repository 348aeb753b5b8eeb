"""What an ASGI server starts."""

import os

from django.core.asgi import get_asgi_application

from mizan import wrap_asgi

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = wrap_asgi(get_asgi_application())
