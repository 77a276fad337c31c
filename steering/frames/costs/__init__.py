"""The frame of the Costs page."""
