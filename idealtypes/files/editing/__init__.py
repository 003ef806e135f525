"""A study's own tables and YAML edited, everything else in its files byte for byte as it was.

`edited_files` says what the files become, and nothing is written here; `edited_tables` does so for cells and rows,
`edited_codes` and `edited_ratings` for what a coder or rater decided, `edited_yaml` and `edited_scenarios` for YAML,
`whole_files` for whole texts, `added_texts` for the text of a source; `edit_words` reads edits as the
command line writes them.
"""
