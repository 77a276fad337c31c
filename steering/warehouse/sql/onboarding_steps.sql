-- needs: adoption
-- Each step of the onboarding guide and each team: the first month in which the data tells that it is done, and whether it still tells so.
with adoption_rows as (
    select * replace (strftime(month, '%Y-%m') as month) from adoption
),

reports as (
    select
        month,
        team_id,
        map {
            'stage': (list_position($stages, stage) - 1)::double,
            'active_users': active_users::double,
            'models_in_production': models_in_production::double,
            'data_scientists': data_scientists::double,
            'trained': trained::double,
            'satisfaction': satisfaction::double
        } as figures
    from adoption_rows
    where month <= $as_of and in_unit(business_unit, $unit)
),

steps as (
    select unnest($steps) as step, unnest($columns) as measure, unnest($bases) as base, unnest($least) as least
),

marks as (
    select
        steps.step,
        reports.team_id,
        reports.month,
        -- A share that is a third to the last digit is a third.
        coalesce(
            case
                when steps.base = '' then reports.figures[steps.measure]
                else reports.figures[steps.measure] / nullif(reports.figures[steps.base], 0)
            end >= steps.least - 1e-9,
            false
        ) as is_done
    from reports
    cross join steps
),

today as (
    select team_id, coalesce(wave, '') as wave from adoption_rows where month = $as_of
)

select
    marks.step,
    marks.team_id,
    today.wave,
    min(marks.month) filter (marks.is_done) as first_month,
    coalesce(bool_or(marks.is_done) filter (marks.month = $as_of), false) as holds_today
from marks
inner join today using (team_id)
group by marks.step, marks.team_id, today.wave
order by marks.step, marks.team_id
