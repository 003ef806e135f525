"""Logics, axes and poles: theory as content."""
