"""Pure functions on arrays, and frozen results: no files, no printing."""
