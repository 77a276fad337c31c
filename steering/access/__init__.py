"""Who may do what: links that are signed, and the rights of those who come by them."""
