"""An informant who withdraws: who she is in the files, what is taken out of each, and what still holds her.

`informant` says which rows, passages and words are hers; `table_rows` and `edited_texts` take them out of tables and
out of YAML and JSON; `taken_out` does so for all files of a study; `still_held` looks for her in what lies beside.
"""
