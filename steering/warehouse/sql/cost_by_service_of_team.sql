-- needs: cost
-- One team's cost in the chosen month and the one before, by provider and service.
with cost_months as (
    select * from cost_monthly
),

charges as (
    select *
    from cost_months
    where month in ($before, $as_of) and currency is not distinct from $currency and team = $team
),

services as (
    select
        provider_name(provider) as provider,
        service_name(service) as service,
        coalesce(sum(effective) filter (month = $as_of), 0)::double as now,
        coalesce(sum(effective) filter (month = $before), 0)::double as before,
        sum(rows) filter (month = $as_of)::bigint as charges
    from charges
    group by all
)

select * from services order by now desc, provider, service
