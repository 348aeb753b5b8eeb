"""Finding the functions of every installed application, as Django finds `admin.py`."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps
from django.utils.module_loading import autodiscover_modules
from mizan_core import registry

#: What the modules are called in which decorating a function registers it.
MODULE = "mizan_clients"


def autodiscover(module: str = MODULE) -> None:
    """Imports `mizan_clients` of each installed application that has one, and registers what is
    decorated there.
    """
    for app in apps.get_app_configs():
        registry.discover(f"{app.name}.{module}")
    autodiscover_modules(module)


def discover(*modules: str) -> None:
    """Imports modules by their full names, and registers what is decorated in and below them."""
    for module in modules:
        registry.discover(module)
        import_module(module)
