"""`register`: a decorated function under its own name, or another."""

from mizan_core.registry import functions, isolated, register

__all__ = ["functions", "isolated", "register"]
