"""One- and two-way tables of attributes and codes, and the description of the sample."""
