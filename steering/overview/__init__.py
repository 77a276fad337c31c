"""How each learner and group of a cohort gets on, and who needs help first."""
