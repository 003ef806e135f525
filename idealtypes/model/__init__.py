"""Frozen data: theory, scheme, placement, what a study says, settings, conclusions, measures; and the version."""

VERSION = "0.1.0"  # of the package, as pyproject.toml has it
