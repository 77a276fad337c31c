-- needs: adoption
-- The business units that teams belong to.
with adoption_rows as (
    select business_unit from adoption
)

select distinct business_unit from adoption_rows order by business_unit
