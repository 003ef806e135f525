"""What the evidence desk of the page, and the workbench beside it, show of statements, codes and numbers."""
