-- needs: adoption
-- How many rows of the adoption data tell of the months up to the chosen one, of one business unit or all.
with adoption_rows as (
    select strftime(month, '%Y-%m') as month, business_unit from adoption
)

select count(*) as rows
from adoption_rows
where month <= $as_of and ($unit::varchar is null or business_unit = $unit)
