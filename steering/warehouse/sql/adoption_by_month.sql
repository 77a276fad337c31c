-- needs: adoption
-- Teams, users, models, training and satisfaction at the end of each month.
with adoption_rows as (
    select * replace (strftime(month, '%Y-%m') as month) from adoption
),

reports as (
    select *
    from adoption_rows
    where month <= $as_of and in_unit(business_unit, $unit)
),

months as (
    select
        month,
        count(*) as teams,
        count(*) filter (stage <> 'not_started') as started,
        count(*) filter (list_contains($adopted, stage)) as adopted,
        sum(active_users)::bigint as active_users,
        sum(models_in_production)::bigint as models_in_production,
        sum(data_scientists)::bigint as data_scientists,
        sum(trained)::bigint as trained,
        sum(satisfaction::double * active_users) as satisfaction_weighted,
        sum(active_users) filter (satisfaction is not null)::bigint as satisfaction_users
    from reports
    group by month
)

select * from months order by month
