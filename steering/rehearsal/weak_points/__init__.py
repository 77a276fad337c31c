"""Where a case is weak, subject by subject: each weak point is a question that somebody in the room will ask."""
