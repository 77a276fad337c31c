"""The frame of the Storyboard page."""
