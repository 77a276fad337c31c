-- needs: cost
-- The billing currencies in the data; amounts of different currencies are never summed.
with cost_days as (
    select currency, rows from cost_daily
),

currencies as (
    select currency, sum(rows)::bigint as charges from cost_days group by currency
)

select currency, charges from currencies order by charges desc, currency
