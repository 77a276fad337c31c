-- needs: kpi
-- The months for which any KPI has figures.
with kpi_rows as (
    select strftime(month, '%Y-%m') as month from kpi
)

select distinct month from kpi_rows order by month
