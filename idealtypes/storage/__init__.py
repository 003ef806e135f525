"""Writing files so that nothing is lost: one transaction for a folder, one way for a single file, one for readers."""
