"""The live stage: a meeting as a list of events, who votes how, and what is left of it."""
