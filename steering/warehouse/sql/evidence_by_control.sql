-- needs: evidence
-- For each control with approved evidence by the end of a month: whether any of it still counts, and since when not.
select
    control_id,
    framework,
    bool_or(expires_at is null or expires_at > last_day(cast($as_of || '-01' as date))) as is_current,
    strftime(max(expires_at), '%Y-%m-%d') as expired_on
from evidence
where status = 'approved' and collected_at < last_day(cast($as_of || '-01' as date)) + interval 1 day
group by control_id, framework
order by expired_on, control_id, framework
