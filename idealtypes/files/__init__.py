"""Our own files, read and written: YAML and its one editor, tables, studies, schemes, and what is saved."""
