"""The frame of the Current state page."""
