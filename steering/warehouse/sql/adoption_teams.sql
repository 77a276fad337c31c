-- needs: adoption
-- Each team at the chosen month: its stage, how long it has been there, and the furthest stage it ever reached.
with adoption_rows as (
    select * replace (strftime(month, '%Y-%m') as month) from adoption
),

reports as (
    select *, list_position($stages, stage) as rank
    from adoption_rows
    where month <= $as_of and in_unit(business_unit, $unit)
),

today as (
    select * from reports where month = $as_of
),

history as (
    select
        reports.team_id,
        max(reports.rank) as furthest,
        max(reports.month) filter (reports.stage <> today.stage) as last_other_month,
        min(reports.month) as first_month,
        min(reports.month) filter (reports.stage <> 'not_started') as started,
        min(reports.month) filter (list_contains($adopted, reports.stage)) as adopted
    from reports
    inner join today on reports.team_id = today.team_id
    group by reports.team_id
),

stays as (
    select reports.team_id, min(reports.month) as since, count(*) as months_in_stage
    from reports
    inner join history on reports.team_id = history.team_id
    where history.last_other_month is null or reports.month > history.last_other_month
    group by reports.team_id
)

select
    today.team_id,
    today.team,
    today.business_unit,
    today.wave,
    today.stage,
    today.rank,
    history.furthest,
    stays.since,
    stays.months_in_stage,
    history.started,
    history.adopted,
    today.active_users::bigint as active_users,
    today.models_in_production::bigint as models_in_production
from today
inner join history using (team_id)
inner join stays using (team_id)
order by today.team_id
