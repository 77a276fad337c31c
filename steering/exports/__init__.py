"""What people take along: tables and datasets as files that are safe to open."""
