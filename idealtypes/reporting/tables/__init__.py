"""Tables as files: what their columns mean, and tables for a paper, from the same results that notebooks show."""
