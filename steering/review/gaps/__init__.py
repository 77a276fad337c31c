"""What a case leaves open before an architecture review board, subject by subject."""
