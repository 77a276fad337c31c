"""The frame of the Decisions page."""
