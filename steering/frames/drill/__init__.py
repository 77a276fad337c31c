"""The frame of the Question drill."""
