-- needs: cost
-- The billing currencies in the data; amounts of different currencies are never summed.
with cost_days as (
    select currency, charges from cost_daily
),

currencies as (
    select currency, sum(charges)::bigint as charges from cost_days group by currency
)

select currency, charges from currencies order by charges desc, currency
