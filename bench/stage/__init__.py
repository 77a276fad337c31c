"""How fast and how many: a meeting with a thousand followers, beside a bare server that sends the same bytes."""
