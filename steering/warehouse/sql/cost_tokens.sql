-- needs: cost
-- Cost and quantity of charges that are billed by token, by month.
with cost_months as (
    select * from cost_monthly
),

charges as (
    select *
    from cost_months
    where
        month <= $as_of
        and charge_category = 'Usage'
        and (consumed_unit ilike '%token%' or pricing_unit ilike '%token%')
        and currency is not distinct from $currency
        and in_teams(team, $teams)
),

months as (
    select month, sum(effective)::double as effective from charges group by all
)

select * from months order by month
