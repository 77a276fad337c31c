"""The frame of the ROI scenarios page."""
