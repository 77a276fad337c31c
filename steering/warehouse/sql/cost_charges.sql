-- needs: cost
-- The charges of one team in one month, as the provider wrote them, the largest first.
with cost_rows as (
    select * from cost
),

charges as (
    select
        strftime(ChargePeriodStart, '%Y-%m-%d') as date,
        ServiceName as service,
        ChargeCategory as charge_category,
        ChargeDescription as description,
        BilledCost::double as billed,
        EffectiveCost::double as effective
    from cost_rows
    where
        month = ($as_of || '-01')::date
        and team = $team
        and BillingCurrency = $currency
)

select * from charges order by effective desc, date, service limit $most
