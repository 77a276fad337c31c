"""The demo as scenes: the state each opens in, its claims, its place on the clock, and a draft of it all."""
