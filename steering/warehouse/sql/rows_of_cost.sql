-- needs: cost
-- How many charges begin in the months up to the chosen one.
with cost_months as (
    select month, rows from cost_monthly
)

select coalesce(sum(rows), 0)::bigint as rows from cost_months where month <= $as_of
