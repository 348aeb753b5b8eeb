"""The project: settings, addresses, and how a server starts it."""
