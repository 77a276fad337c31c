-- needs: cost
-- By month: what the rates of the FinOps Framework are divided from, credits and tax apart from usage.
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
        sum(effective)::double as effective,
        sum(billed)::double as billed,
        coalesce(sum(effective) filter (charge_category = 'Usage'), 0)::double as usage_effective,
        coalesce(sum(list) filter (charge_category = 'Usage'), 0)::double as usage_list,
        coalesce(sum(effective) filter (commitment_status = 'Used'), 0)::double as commitment_used,
        coalesce(sum(effective) filter (commitment_status = 'Unused'), 0)::double as commitment_unused,
        coalesce(sum(effective) filter (commitment_status = 'Used' and eligible), 0)::double as eligible_used,
        sum(effective) filter (charge_category = 'Usage' and eligible)::double as eligible_usage,
        coalesce(sum(effective) filter (effective > 0 and (team is not null or shared)), 0)::double as allocated,
        coalesce(sum(effective) filter (effective > 0), 0)::double as allocatable,
        coalesce(sum(effective) filter (charge_category = 'Credit'), 0)::double as credits,
        coalesce(sum(effective) filter (charge_category = 'Tax'), 0)::double as tax
    from charges
    group by all
)

select * from months order by month
