"""Projects in the exchange standard REFI-QDA 1.5 (qdasoftware.org), as programs really write them."""
