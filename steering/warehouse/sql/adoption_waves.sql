-- needs: adoption
-- Teams started and adopted by wave and month; a team without a wave belongs to that of its first active stage.
with adoption_rows as (
    select * replace (strftime(month, '%Y-%m') as month) from adoption
),

reports as (
    select *
    from adoption_rows
    where month <= $as_of and in_unit(business_unit, $unit)
),

starts as (
    select team_id, min(month) filter (stage <> 'not_started') as start_month
    from reports
    group by team_id
),

placed as (
    select
        month,
        coalesce(wave, 'started ' || start_month, 'not started') as wave,
        stage
    from reports
    left join starts using (team_id)
),

counted as (
    select
        wave,
        month,
        count(*) as teams,
        count(*) filter (stage <> 'not_started') as started,
        count(*) filter (list_contains($adopted, stage)) as adopted
    from placed
    group by wave, month
)

select * from counted order by wave, month
