"""The Enablement page: how teams come onto the platform, what they take along, and what the learner has shown."""
