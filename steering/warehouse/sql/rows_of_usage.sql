-- needs: usage
-- How many rows of the usage data tell of the months up to the chosen one.
with usage_rows as (
    select strftime(month, '%Y-%m') as month from usage
)

select count(*) as rows from usage_rows where month <= $as_of
