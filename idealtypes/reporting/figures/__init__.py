"""Figures, one file a way of drawing: what one shows is plain data (`pictures`), and `render` draws it.

matplotlib is imported here and nowhere else, and only when one draws.
"""
