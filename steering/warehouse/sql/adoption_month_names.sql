-- needs: adoption
-- The months that the adoption data covers.
with adoption_rows as (
    select strftime(month, '%Y-%m') as month from adoption
)

select distinct month from adoption_rows order by month
