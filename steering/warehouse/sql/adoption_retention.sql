-- needs: adoption
-- Of the teams of a wave that became active, how many still have active users so many months later.
with adoption_rows as (
    select * replace (strftime(month, '%Y-%m') as month) from adoption
),

reports as (
    select
        team_id,
        month,
        wave,
        active_users,
        left(month, 4)::int * 12 + right(month, 2)::int as month_number
    from adoption_rows
    where month <= $as_of and in_unit(business_unit, $unit)
),

firsts as (
    select team_id, min(month_number) as first_active from reports where active_users > 0 group by team_id
),

ages as (
    select
        coalesce(reports.wave, 'no wave') as wave,
        reports.month_number - firsts.first_active as months_since,
        reports.active_users > 0 as active
    from reports
    inner join firsts using (team_id)
    where reports.month_number >= firsts.first_active
),

counted as (
    select wave, months_since, count(*) as teams, count(*) filter (active) as active
    from ages
    group by wave, months_since
)

select * from counted order by wave, months_since
