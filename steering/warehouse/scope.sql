-- The scope of a query, written once and made with the connection: without a choice every row is in scope.
create macro in_unit(business_unit, chosen_unit) as (chosen_unit is null or business_unit = chosen_unit);

-- The teams of the chosen business unit; a charge without a team is in scope only when none is chosen.
create macro in_teams(team, chosen_teams) as (chosen_teams is null or list_contains(chosen_teams, team));
