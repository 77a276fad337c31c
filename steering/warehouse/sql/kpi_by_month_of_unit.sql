-- needs: kpi, adoption
-- Every KPI by month for the teams of one business unit; rows for the whole organisation are left out.
with kpi_rows as (
    select * replace (strftime(month, '%Y-%m') as month) from kpi
),

adoption_rows as (
    select distinct strftime(month, '%Y-%m') as month, team_id, business_unit from adoption
),

observed as (
    select kpi_rows.*
    from kpi_rows
    inner join adoption_rows on kpi_rows.team_id = adoption_rows.team_id and kpi_rows.month = adoption_rows.month
    where kpi_rows.month <= $as_of and adoption_rows.business_unit = $unit
),

months as (
    select
        kpi_id,
        month,
        count(*) as figures,
        count(team_id) as team_figures,
        count(value) as with_value,
        count(*) filter (numerator is not null and denominator is not null) as with_ratio,
        sum(numerator)::double as numerator,
        sum(denominator)::double as denominator,
        sum(value)::double as value,
        string_agg(note, '; ' order by note) as note
    from observed
    group by kpi_id, month
)

select * from months order by kpi_id, month
