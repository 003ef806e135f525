"""What is checked before a release, and written beside it: see README.md."""
