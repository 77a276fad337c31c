-- needs: cost
-- The months in which charges begin.
with cost_months as (
    select month from cost_monthly
)

select distinct month from cost_months order by month
