"""The frame of the Readiness page."""
