"""The live stage: a meeting as a chain of events, what is on screen in it, who votes how, and who hears of a change."""
