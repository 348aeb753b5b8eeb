"""Books and their authors."""
