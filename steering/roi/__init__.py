"""The business case on the case's own data: scenarios, drivers, and what they come to."""
