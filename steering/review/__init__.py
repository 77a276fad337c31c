"""The checklists that a case is held against: each question passes, fails with every place, or is left to a person."""
