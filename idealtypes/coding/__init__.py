"""Coding schemes, statements and the study that ties them together."""
