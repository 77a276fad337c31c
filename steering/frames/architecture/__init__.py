"""The frame of the Architecture page."""
