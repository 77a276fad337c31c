-- needs: cost
-- Cost by month, provider and service, up to the chosen month; amounts are effective cost unless they say otherwise.
with cost_days as (
    select * from cost_daily
),

charges as (
    select *
    from cost_days
    where
        day < ($as_of || '-01')::date + interval 1 month
        and currency is not distinct from $currency
        and ($teams is null or list_contains($teams, team))
),

months as (
    select
        strftime(day, '%Y-%m') as month,
        provider,
        service,
        sum(effective)::double as effective,
        sum(billed)::double as billed,
        sum(list)::double as list,
        sum(rows)::bigint as charges
    from charges
    group by all
)

select * from months order by month, provider, service
