-- needs: usage
-- Use and capacity by month and kind.
with usage_rows as (
    select * replace (strftime(month, '%Y-%m') as month) from usage
),

observed as (
    select *
    from usage_rows
    where month <= $as_of and in_teams(team_id, $teams)
),

months as (
    select
        month,
        kind,
        sum(used)::double as used,
        sum(capacity)::double as capacity,
        coalesce(sum(used) filter (capacity is not null), 0)::double as used_of_capacity
    from observed
    group by month, kind
)

select * from months order by month, kind
