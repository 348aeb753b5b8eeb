"""The server functions and forms, by what they are about. Mizan finds this as Django does `admin`.

Each is thin: it knows the caller, the rules of its arguments and what it affects; what is read of
each model is said by its shape, and the queries are in `conduit.models`.
"""

from . import article, comment, editor, profile, settings, tag, user

__all__ = ["article", "comment", "editor", "profile", "settings", "tag", "user"]
