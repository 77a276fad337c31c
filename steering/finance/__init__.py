"""The finance of a business case: flows, returns, sensitivity and audit, as pure functions."""
