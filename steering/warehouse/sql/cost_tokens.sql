-- needs: cost
-- Cost and quantity of charges that are billed by token, by month.
with cost_days as (
    select * from cost_daily
),

charges as (
    select *
    from cost_days
    where
        day < ($as_of || '-01')::date + interval 1 month
        and charge_category = 'Usage'
        and lower(consumed_unit) like '%token%'
        and currency is not distinct from $currency
        and ($teams is null or list_contains($teams, team))
),

months as (
    select strftime(day, '%Y-%m') as month, sum(effective)::double as effective from charges group by all
)

select * from months order by month
