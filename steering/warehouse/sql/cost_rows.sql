-- needs: cost
-- The charges of a team or service (all where it is null) in a currency that begin from $from to before $until, the
-- largest first; with $teams, only those of these teams.
with charges as (
    select * from cost
    where
        "ChargePeriodStart" >= $from::timestamp
        and "ChargePeriodStart" < $until::timestamp
        and ($team is null or _team = $team)
        and in_teams(_team, $teams)
        and ($service is null or "ServiceName" = $service)
        and "BillingCurrency" is not distinct from $currency
)

select
    "ChargePeriodStart" as period_start,
    "ChargePeriodEnd" as period_end,
    _team as team,
    _shared as shared,
    _provider as provider,
    "ServiceName" as service,
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
