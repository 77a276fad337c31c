"""The frame of the Brief page."""
