"""The frame of the Present page."""
