-- needs: cost
-- What was billed and what was used up, by month and currency.
with charges as (
    select * from cost_monthly
),

months as (
    select
        month,
        currency,
        sum(billed)::double as billed,
        sum(effective)::double as effective,
        sum(list)::double as list,
        sum(contracted)::double as contracted,
        sum(rows)::bigint as charges
    from charges
    group by all
)

select * from months order by month, currency
