"""The report as documents: filled sections read into a small model, from which docx and Markdown are written."""
