"""Which conclusions stand under every choice that an analyst could defend."""
