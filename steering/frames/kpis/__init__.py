"""The frame of the KPIs page."""
