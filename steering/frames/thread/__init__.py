"""The frame of the Golden thread page."""
