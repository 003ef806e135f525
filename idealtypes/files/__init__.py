"""Files and words: where content lies; how YAML, tables and localised texts are read. Knows no theory."""
