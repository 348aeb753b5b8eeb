"""Server functions with a generated, typed React client."""
