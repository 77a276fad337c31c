-- needs: cost
-- Usage of two months by provider, service and unit: what a change is split into rate, volume and mix from.
with cost_days as (
    select * from cost_daily
),

usage as (
    select *
    from cost_days
    where
        charge_category = 'Usage'
        and strftime(day, '%Y-%m') in ($before, $as_of)
        and currency is not distinct from $currency
        and ($teams is null or list_contains($teams, team))
),

quantities as (
    select
        provider,
        service,
        coalesce(pricing_unit, '') as unit,
        coalesce(sum(effective) filter (strftime(day, '%Y-%m') = $before), 0)::double as cost_before,
        coalesce(sum(effective) filter (strftime(day, '%Y-%m') = $as_of), 0)::double as cost_now,
        coalesce(sum(pricing_quantity) filter (strftime(day, '%Y-%m') = $before), 0)::double as quantity_before,
        coalesce(sum(pricing_quantity) filter (strftime(day, '%Y-%m') = $as_of), 0)::double as quantity_now
    from usage
    group by all
)

select * from quantities order by provider, service, unit
