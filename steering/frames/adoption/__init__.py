"""The frame of the Adoption page."""
