"""Business cases that come back from spreadsheets, read into drafts."""
