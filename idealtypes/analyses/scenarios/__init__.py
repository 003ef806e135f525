"""Scenarios: what measures would move, and what informants say of the outcomes."""
