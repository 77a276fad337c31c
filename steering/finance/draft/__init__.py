"""A business case that a visitor edits: its tree of texts, the tables it is edited in, and its history."""
