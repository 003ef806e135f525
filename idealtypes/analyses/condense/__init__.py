"""Condensates: what the statements of a group say together, and what is not accounted for."""
