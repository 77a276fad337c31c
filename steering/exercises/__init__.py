"""Exercises of a cohort: variants handed out as workspaces, and what each learner found of what was planted."""
