"""Membership of the cases in ideal types: fuzzy sets, corners of the property space, traits."""
