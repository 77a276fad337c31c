-- needs: adoption
-- The months that the adoption data covers, and how many teams report in each.
with adoption_rows as (
    select month, team_id from adoption
),

months as (
    select month, count(*) as teams from adoption_rows group by month
)

select month, teams from months order by month
