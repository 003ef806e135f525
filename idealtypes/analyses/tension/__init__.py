"""Codes at opposite poles that meet, and the network they make."""
