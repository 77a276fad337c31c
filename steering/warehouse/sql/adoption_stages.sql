-- needs: adoption
-- How many teams are at each stage at the end of each month.
with adoption_rows as (
    select * replace (strftime(month, '%Y-%m') as month) from adoption
),

reports as (
    select month, stage
    from adoption_rows
    where month <= $as_of and in_unit(business_unit, $unit)
),

counted as (
    select month, stage, count(*) as teams from reports group by month, stage
)

select month, stage, teams from counted order by month, stage
