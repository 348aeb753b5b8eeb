"""One call, answered in five ways by one Django project."""
