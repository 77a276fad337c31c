"""Rehearsal: the hardest questions that a case gives rise to, the answers to them, and how well each one sits."""
