"""The frame of the Roadmap page."""
