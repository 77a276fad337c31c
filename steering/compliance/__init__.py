"""Controls of SOC 2 and HIPAA against the evidence: which of them can be shown on a day, and what expires next."""
