"""gunicorn, with what it would be told on a command line."""

from __future__ import annotations

from typing import Any

from gunicorn.app.base import BaseApplication


class Server(BaseApplication):
    """One process of several threads, that says on stdout where it listens."""

    def __init__(self, application: Any, address: str) -> None:
        """Serve a WSGI application at an address with a port; port 0 takes any that is free."""
        self.served, self.address = application, address
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what is meant."""
        told = {
            "bind": self.address,
            "workers": 1,
            "worker_class": "gthread",
            "threads": 16,
            "loglevel": "warning",
            "graceful_timeout": 10,
            "control_socket_disable": True,
            "when_ready": say_where,
        }
        for name, value in told.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Return what is served."""
        return self.served


def say_where(server: Any) -> None:
    """Print the one line on stdout: whoever started this reads where it is."""
    for listener in server.LISTENERS:
        host, port = listener.sock.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        print(f"Conduit is at http://{shown}:{port}", flush=True)
