-- needs: cost
-- One service's cost in the chosen month and the one before, by team; without a team what is shared or untagged.
with cost_months as (
    select * from cost_monthly
),

charges as (
    select *
    from cost_months
    where
        month in ($before, $as_of)
        and currency is not distinct from $currency
        and service_name(service) = $service
        and in_teams(team, $teams)
),

teams as (
    select
        team,
        shared,
        coalesce(sum(effective) filter (month = $as_of), 0)::double as now,
        coalesce(sum(effective) filter (month = $before), 0)::double as before,
        sum(rows) filter (month = $as_of)::bigint as charges
    from charges
    group by all
)

select * from teams order by now desc, team, shared
