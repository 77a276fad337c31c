-- needs: adoption
-- Each team at the chosen month: training, first deployment, users over the last months, and satisfaction then and now.
with adoption_rows as (
    select * replace (strftime(month, '%Y-%m') as month) from adoption
),

reports as (
    select * from adoption_rows where month <= $as_of
),

today as (
    select * from reports where month = $as_of
),

history as (
    select
        team_id,
        min(month) filter (active_users > 0) as first_active,
        count(*) filter (active_users > 0 and month > $earlier) as active_months,
        count(*) filter (models_in_production > 0) > 0 as has_deployed,
        max(satisfaction::double) filter (month = $earlier) as satisfaction_before
    from reports
    group by team_id
)

select
    today.team_id,
    today.team,
    today.business_unit,
    today.wave,
    today.stage <> 'not_started' as has_started,
    today.active_users > 0 as is_active,
    today.data_scientists::bigint as data_scientists,
    today.trained::bigint as people_trained,
    today.satisfaction::double as satisfaction,
    history.first_active,
    history.active_months,
    history.has_deployed,
    history.satisfaction_before
from today
inner join history using (team_id)
order by today.team_id
