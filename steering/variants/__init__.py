"""Variants of a case for learners: troubles planted in its data from a seed, with the key to what was planted."""
