"""What declares server functions."""

from mizan_core.affect import Affect
from mizan_core.client.compose import compose
from mizan_core.client.decorator import client
from mizan_core.client.function import Function, is_framework_response, set_framework_response_base
from mizan_core.client.server_function import ServerFunction
from mizan_core.context import Context

__all__ = [
    "Affect",
    "Context",
    "Function",
    "ServerFunction",
    "client",
    "compose",
    "is_framework_response",
    "set_framework_response_base",
]
