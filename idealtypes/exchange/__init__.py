"""Projects of other programs: one file a foreign format, behind one small interface."""
