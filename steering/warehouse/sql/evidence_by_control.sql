-- needs: evidence
-- For each control with evidence by the end of a day: whether any of it counts then, how it is collected, until when.
with
    pieces as (
        select
            *,
            status = 'approved' as is_approved,
            status = 'approved' and (expires_at is null or expires_at > cast($day as date)) as counts
        from evidence
        where collected_at < cast($day as date) + interval 1 day
    ),
    ordered as (
        select
            *,
            row_number() over (
                partition by control_id, framework
                order by
                    list_position(['approved', 'in_review', 'draft', 'rejected'], status),
                    expires_at desc nulls first,
                    collected_at desc,
                    evidence_id
            ) as place
        from pieces
    )
select
    control_id,
    framework,
    count(*) as pieces,
    bool_or(is_approved) as is_approved,
    bool_or(counts) as is_current,
    bool_or(counts and method = 'automated') as is_automated,
    bool_or(status = 'in_review') as is_in_review,
    bool_or(status = 'rejected') as is_rejected,
    coalesce(
        max(collected_at) filter (where status in ('draft', 'in_review'))
        >= max(collected_at) filter (where is_approved),
        false
    ) as is_renewing,
    max(evidence_id) filter (where place = 1) as evidence_id,
    max(strftime(collected_at, '%Y-%m-%d')) filter (where place = 1) as collected_on,
    max(reviewer) filter (where place = 1) as reviewer,
    max(source_uri) filter (where place = 1) as source_uri,
    case
        when not bool_or(is_approved and expires_at is null)
        then strftime(max(expires_at) filter (where is_approved), '%Y-%m-%d')
    end as expired_on
from ordered
group by control_id, framework
order by expired_on, control_id, framework
