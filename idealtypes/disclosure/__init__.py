"""What may leave the project: pseudonyms, who stands behind a cell, which cells and which texts may be shown.

`rules` reads what `sharing.yaml` says; `informants` counts whom a cell rests on, and `suppression` decides; `texts` are
the free texts of a study, and `approved` which of them may be shown; `pseudonyms` are the names in their place. What is
shared is made from what these give, and from nothing else.
"""
