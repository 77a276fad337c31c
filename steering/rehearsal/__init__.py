"""Rehearsing alone: runs of the storyboard and what they show, the hardest questions, and how well each one sits."""
