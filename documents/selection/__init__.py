"""Documents chosen in a list, taken away together (PS S26)."""
