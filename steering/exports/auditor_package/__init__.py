"""The auditor's package: a framework's controls and evidence of a period as one zip, the same bytes each time."""
