-- needs: cost
-- The charges of a team or service (all where it is null) in a currency that count from $from to before $until, the
-- largest first; with $teams, only those of these teams.
with charges as (
    select * from cost
    where
        "ChargePeriodStart" between $from::timestamp - interval 1 day and $until::timestamp + interval 1 day
        and charge_day("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd") >= $from::date
        and charge_day("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd") < $until::date
        and ($team is null or _team = $team)
        and in_teams(_team, $teams)
        and ($service is null or service_name("ServiceName") = $service)
        and "BillingCurrency" is not distinct from $currency
)

select
    charge_day("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd") as day,
    "ChargePeriodStart" as period_start,
    "ChargePeriodEnd" as period_end,
    _team as team,
    _shared as shared,
    provider_name(_provider) as provider,
    service_name("ServiceName") as service,
    "ChargeCategory" as charge_category,
    "ChargeClass" as charge_class,
    "ChargeDescription" as description,
    "ResourceId" as resource_id,
    "ResourceName" as resource_name,
    "SubAccountName" as sub_account,
    "RegionName" as region,
    "PricingCategory" as pricing_category,
    "CommitmentDiscountId" as commitment_id,
    "CommitmentDiscountStatus" as commitment_status,
    "ConsumedQuantity"::double as consumed_quantity,
    "ConsumedUnit" as consumed_unit,
    "BilledCost"::double as billed,
    "EffectiveCost"::double as effective,
    "ListCost"::double as list,
    "BillingCurrency" as currency,
    "Tags" as tags
from charges
order by abs("EffectiveCost") desc, abs("BilledCost") desc, period_start, resource_id
limit $limit
