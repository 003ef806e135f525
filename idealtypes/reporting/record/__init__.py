"""How a report came about, and what of it still holds."""
