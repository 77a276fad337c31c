-- needs: kpi
-- The months for which a KPI has figures, and how many.
with kpi_rows as (
    select month, kpi_id from kpi
),

of_this_kpi as (
    select month from kpi_rows where kpi_id = $kpi_id
),

months as (
    select month, count(*) as figures from of_this_kpi group by month
)

select month, figures from months order by month
