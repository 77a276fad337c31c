-- needs: cost
-- The months in which charges begin.
with cost_days as (
    select day from cost_daily
)

select distinct strftime(day, '%Y-%m') as month from cost_days order by month
