"""Checklists for a case: each question passes, fails with every place, or is left to a person."""
