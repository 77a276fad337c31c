-- needs: cost
-- What was billed up to the chosen month, by billing period and invoice, and what of it is about earlier months.
with invoice_rows as (
    select * from cost_invoices
),

billed_rows as (
    select *
    from invoice_rows
    where
        billing_month <= $as_of
        and currency is not distinct from $currency
        and in_teams(team, $teams)
),

invoices as (
    select
        billing_month,
        coalesce(invoice, 'No invoice') as invoice,
        coalesce(issuer, 'No issuer') as issuer,
        sum(billed)::double as billed,
        coalesce(sum(billed) filter (correction), 0)::double as corrections,
        coalesce(sum(billed) filter (charged < billing_month), 0)::double as earlier
    from billed_rows
    group by all
)

select * from invoices order by billing_month desc, issuer, invoice
