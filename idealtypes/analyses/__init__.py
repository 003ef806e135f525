"""One room a question, named as its command."""
