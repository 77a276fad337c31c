"""The frames of storyboard scenes."""
