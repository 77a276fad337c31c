-- needs: cost
-- The billing currencies in the data; amounts of different currencies are never summed.
with cost_months as (
    select currency, rows from cost_monthly
),

currencies as (
    select currency, sum(rows)::bigint as charges from cost_months group by currency
)

select currency, charges from currencies order by charges desc, currency
