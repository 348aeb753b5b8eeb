"""Forms of Django's, offered to the browser: checked there as far as it can, judged by Django."""

from .function import create_form_functions
from .meta import mizanFormMeta
from .mixin import mizanFormMixin

__all__ = ["create_form_functions", "mizanFormMeta", "mizanFormMixin"]
