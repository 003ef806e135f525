"""Figures, one file a way of drawing: what one shows is plain data (`pictures`), and `drawing` draws it.

matplotlib is imported here and nowhere else, and only when one draws.
"""
