"""Mizan's commands of `manage.py`."""
