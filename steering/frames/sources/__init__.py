"""The frame of the Sources page."""
