-- needs: cost
-- By month and kind of charge: the sums that the rates of the FinOps Framework are divided from.
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

kinds as (
    select
        month,
        charge_category,
        commitment_status,
        eligible,
        commitment_id is not null as has_commitment,
        team is not null or shared as is_allocated,
        sum(effective)::double as effective,
        sum(billed)::double as billed,
        sum(list)::double as list,
        sum(comparable)::double as comparable,
        sum(positive)::double as positive
    from charges
    group by all
)

select * from kinds order by all
