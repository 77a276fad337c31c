-- needs: cost, adoption
-- Teams that charges name and the adoption data does not know, and the team of the same letters or of this name.
with cost_months as (
    select * from cost_monthly
),

known as (
    select distinct team_id, lower(trim(team_id)) as id_letters, lower(trim(team)) as name_letters from adoption
),

charges as (
    select team, currency, sum(effective)::double as effective
    from cost_months
    where team is not null and not shared and team not in (select team_id from known)
    group by all
),

near as (
    select charges.team, min(known.team_id) as meant
    from charges
    inner join known on lower(charges.team) in (known.id_letters, known.name_letters)
    group by charges.team
    -- A name that several teams have says of none that it is meant.
    having count(distinct known.team_id) = 1
)

select charges.team, charges.currency, charges.effective, near.meant
from charges
left join near using (team)
order by abs(charges.effective) desc, charges.team, charges.currency
