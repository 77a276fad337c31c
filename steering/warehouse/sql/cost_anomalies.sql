-- needs: cost
-- Days on which a team's cost for a service was over the mean of the 28 days before by more than a share.
with cost_days as (
    select team, service_name(service) as service, provider_name(provider) as provider, day, effective
    from cost_daily
    where
        day >= ($as_of || '-01')::date - 28
        and day < ($as_of || '-01')::date + interval 1 month
        and charge_category = 'Usage'
        and currency is not distinct from $currency
        and in_teams(team, $teams)
),

daily as (
    select team, service, provider, day, sum(effective)::double as effective from cost_days group by all
),

compared as (
    select
        *,
        avg(effective) over before_it as mean,
        count(*) over before_it as observed
    from daily
    window before_it as (
        partition by team, service, provider
        order by day
        range between interval 28 days preceding and interval 1 day preceding
    )
),

excesses as (
    select team, service, provider, day, effective, mean, effective - mean as excess
    from compared
    where observed >= $observed and effective > (1 + $over) * mean and effective - mean >= $least
)

select * exclude (day), strftime(day, '%Y-%m-%d') as date
from excesses
where strftime(day, '%Y-%m') = $as_of
order by excess desc, day
