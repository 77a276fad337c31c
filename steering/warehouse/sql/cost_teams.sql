-- needs: cost
-- Showback of one month: the direct cost of each team, and in one row without a team what is shared or untagged.
with cost_months as (
    select * from cost_monthly
),

charges as (
    select *
    from cost_months
    where
        month = $as_of
        and currency is not distinct from $currency
        and in_teams(team, $teams)
),

teams as (
    select
        team,
        shared,
        sum(effective) filter (not idle)::double as direct,
        sum(effective) filter (idle)::double as idle,
        sum(effective) filter (charge_category = 'Credit')::double as credits,
        sum(effective)::double as effective
    from charges
    group by all
)

select * from teams order by effective desc, team
