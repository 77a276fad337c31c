"""The Compliance page: which controls can be shown, what expired, and what expires next."""
