"""Two versions of a codebook: what changed, and what each change did to the numbers."""
