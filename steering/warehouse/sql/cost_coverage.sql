-- needs: cost
-- The first and the last day of each month on which a provider charged usage, and on how many days it did.
with cost_days as (
    select * from cost_daily
),

usage as (
    select strftime(day, '%Y-%m') as month, provider_name(provider) as provider, day
    from cost_days
    where
        charge_category = 'Usage'
        and day < ($as_of || '-01')::date + interval 1 month
        and currency is not distinct from $currency
        and in_teams(team, $teams)
),

months as (
    select
        month,
        provider,
        strftime(min(day), '%Y-%m-%d') as first_day,
        strftime(max(day), '%Y-%m-%d') as last_day,
        count(distinct day)::bigint as days
    from usage
    group by month, provider
)

select * from months order by month, provider
