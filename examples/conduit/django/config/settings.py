"""Conduit's settings. What differs between machines is in `environment`."""

from __future__ import annotations

from pathlib import Path

from .environment import HERE, database, folder, pages, secret, variable

BASE_DIR = HERE.parent

DEBUG = variable("CONDUIT_DEBUG", "") == "1"
SECRET_KEY = secret()
ALLOWED_HOSTS = variable("CONDUIT_HOSTS", "localhost 127.0.0.1 [::1]").split()
CSRF_TRUSTED_ORIGINS = variable("CONDUIT_ORIGINS", "").split()

INSTALLED_APPS = [
    # First, since it has a page of its own for forms that are refused: `mizan/form.html`.
    "conduit",
    "mizan",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.site.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
MIZAN = {
    "CONTRACTS": "mizan.contracts.json",
    "CLIENT": "web/src/mizan",
    "SINGLE_PROCESS": True,
}

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# A function's work is one transaction: what fails has changed nothing.
DATABASES = {
    "default": {
        **database(variable("DATABASE_URL", "sqlite:conduit.sqlite")),
        "ATOMIC_REQUESTS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "conduit.User"
AUTHENTICATION_BACKENDS = ["conduit.backend.EmailBackend"]
PASSWORD_HASHERS = ["conduit.backend.Argon2"]
LOGIN_URL = "/login"

LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"

# The address of an article ends without a slash, and is one.
APPEND_SLASH = False
CSRF_USE_SESSIONS = False
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = variable("CONDUIT_TLS", "") == "1"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

#: Where uploaded pictures are kept.
CONDUIT_PICTURES = Path(variable("CONDUIT_PICTURES", str(folder(DATABASES["default"]) / "pictures")))
#: The built front end.
CONDUIT_WEB = pages()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
