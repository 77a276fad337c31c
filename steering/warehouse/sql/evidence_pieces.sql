-- needs: evidence
-- Every piece of evidence that was collected by the end of a day, as it stands today.
select
    evidence_id,
    control_id,
    framework,
    method,
    source_uri,
    sha256,
    strftime(collected_at, '%Y-%m-%dT%H:%M:%SZ') as collected_at,
    strftime(expires_at, '%Y-%m-%dT%H:%M:%SZ') as expires_at,
    collector,
    reviewer,
    status
from evidence
where collected_at < cast($day as date) + interval 1 day
order by evidence.collected_at, evidence_id
