"""How the teams take the platform up: progress, plan, funnel, retention and forecast."""
