"""The Current state page."""
