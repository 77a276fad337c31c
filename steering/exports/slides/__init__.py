"""Slides that a corporate office can edit: a scene a slide, with charts, tables and notes of PowerPoint's own."""
