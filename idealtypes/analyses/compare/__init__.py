"""Comparing cases: differences, distances, groups, a map, ranks, subgroups."""
