-- needs: cost
-- Cost by month and team, up to the chosen month; without a team what is shared or untagged.
with cost_months as (
    select * from cost_monthly
),

charges as (
    select *
    from cost_months
    where
        month <= $as_of
        and currency is not distinct from $currency
        and in_teams(team, $teams)
),

teams as (
    select month, team, sum(effective)::double as effective from charges group by all
)

select * from teams order by month, team
