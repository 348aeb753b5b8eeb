"""What is registered, and how it is found."""
