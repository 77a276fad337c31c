"""The frame of the Claims audit page."""
