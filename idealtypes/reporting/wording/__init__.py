"""How things, numbers and findings are said in a language."""
