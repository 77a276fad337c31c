-- needs: adoption
-- Business units at the chosen month: teams, how many have started and adopted, and who uses the platform.
with adoption_rows as (
    select * replace (strftime(month, '%Y-%m') as month) from adoption
),

today as (
    select * from adoption_rows where month = $as_of and in_unit(business_unit, $unit)
),

units as (
    select
        business_unit,
        count(*) as teams,
        count(*) filter (stage <> 'not_started') as started,
        count(*) filter (list_contains($adopted, stage)) as adopted,
        sum(active_users)::bigint as active_users,
        sum(models_in_production)::bigint as models_in_production
    from today
    group by business_unit
)

select * from units order by business_unit
