"""Official documents: one description, printed as PDF and as DOCX."""
