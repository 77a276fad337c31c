-- needs: kpi
-- Every KPI by month, its rows added up: ratios keep their numerator and denominator, so they are never averaged.
with kpi_rows as (
    select * replace (strftime(month, '%Y-%m') as month) from kpi
),

observed as (
    select * from kpi_rows where month <= $as_of
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
