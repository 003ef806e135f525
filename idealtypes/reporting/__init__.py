"""Results become figures, tables and pages."""
