"""Figures, one file a way of drawing: what one shows is plain data (`pictures`), and `render` draws it.

A drawing places things on a `canvas`, which makes one list of plain `shapes`; `svg` writes them, and `artists` puts
them into matplotlib axes. Nothing but `artists` imports matplotlib, and only when one draws with it.
"""
