-- needs: cost
-- Usage of two months by provider, service and unit: what a change is split into rate, volume and mix from.
with cost_months as (
    select * from cost_monthly
),

usage as (
    select *
    from cost_months
    where
        charge_category = 'Usage'
        and month in ($before, $as_of)
        and currency is not distinct from $currency
        and in_teams(team, $teams)
),

quantities as (
    select
        provider_name(provider) as provider,
        service_name(service) as service,
        coalesce(pricing_unit, '') as unit,
        coalesce(sum(effective) filter (month = $before), 0)::double as cost_before,
        coalesce(sum(effective) filter (month = $as_of), 0)::double as cost_now,
        coalesce(sum(pricing_quantity) filter (month = $before), 0)::double as quantity_before,
        coalesce(sum(pricing_quantity) filter (month = $as_of), 0)::double as quantity_now
    from usage
    group by all
)

select * from quantities order by provider, service, unit
