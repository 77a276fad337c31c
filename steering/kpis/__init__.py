"""KPIs: a value by month from one definition, a target by date, a status by the declared rule."""
