"""A frame as a picture: markup and charts, the same bytes wherever a frame is shown."""
