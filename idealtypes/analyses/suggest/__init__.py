"""Suggestion: which codes uncoded statements may carry, which were perhaps missed, and what to code next."""
