-- needs: kpi
-- How many rows of the KPI data tell of the months up to the chosen one, of one KPI or all.
with kpi_rows as (
    select strftime(month, '%Y-%m') as month, kpi_id from kpi
)

select count(*) as rows
from kpi_rows
where month <= $as_of and ($kpi::varchar is null or kpi_id = $kpi)
