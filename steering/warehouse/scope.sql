-- The scope of a query, written once and made with the connection: without a choice every row is in scope.
create macro in_unit(business_unit, chosen_unit) as (chosen_unit is null or business_unit = chosen_unit);

-- The teams of the chosen business unit; a charge without a team is in scope only when none is chosen.
create macro in_teams(team, chosen_teams) as (chosen_teams is null or list_contains(chosen_teams, team));

-- What a charge that names no service or provider is shown under, in every query.
create macro service_name(service) as coalesce(service, 'No service');
create macro provider_name(provider) as coalesce(provider, 'No provider');

-- The first day of the month that a billing period begins in. Local midnight is at most 14 hours before midnight UTC.
create macro billing_month(billing_start) as date_trunc('month', billing_start + interval 14 hours)::date;

-- How many minutes a time zone moved the start of a billing period away from midnight; 0 where it begins on another day.
create macro zone_shift(billing_start) as (
    case
        when date_diff('minute', billing_month(billing_start)::timestamp, billing_start) between -840 and 720
            then date_diff('minute', billing_month(billing_start)::timestamp, billing_start)
        else 0
    end
);

-- Whether only the time zone can have moved a charge out of its billing period's month: the period itself was moved
-- and the charge is within it, or the charge runs over the midnight at which the period begins.
create macro is_moved(charge_start, charge_end, billing_start, billing_end) as (
    case
        when zone_shift(billing_start) <> 0
            then charge_start >= billing_start and charge_start < billing_end
        else
            billing_start = billing_month(billing_start)
            and charge_start < billing_start
            and charge_start >= billing_start - interval 14 hours
            and charge_end > billing_start
            and charge_end <= billing_end
    end
);

-- The day that a charge counts on: that of its start, within the billing period's month where the zone moved it.
create macro charge_day(charge_start, charge_end, billing_start, billing_end) as (
    case
        when is_moved(charge_start, charge_end, billing_start, billing_end)
            then greatest(
                billing_month(billing_start),
                least(
                    last_day(billing_month(billing_start)),
                    (charge_start - to_minutes(zone_shift(billing_start)))::date
                )
            )
        else (charge_start - to_minutes(coalesce(zone_shift(billing_start), 0)))::date
    end
);
