-- needs: cost
-- Cost by month, provider and service, up to the chosen month; amounts are effective cost unless they say otherwise.
with cost_months as (
    select * from cost_monthly
),

charges as (
    select *
    from cost_months
    where
        month <= $as_of
        and currency is not distinct from $currency
        and in_teams(team, $teams)
),

months as (
    select
        month,
        provider_name(provider) as provider,
        service_name(service) as service,
        sum(effective)::double as effective,
        sum(billed)::double as billed,
        sum(list)::double as list,
        sum(rows)::bigint as charges
    from charges
    group by all
)

select * from months order by month, provider, service
