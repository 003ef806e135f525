"""Set-theoretic fit: consistency, coverage, truth tables, the table for R."""
