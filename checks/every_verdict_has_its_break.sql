-- An account whose figures in the ERP do not agree has an open break, and the other way round.
-- Guards against a difference that is counted and not shown, or shown and not counted.
{{ config(meta={'about': 'breaks'}) }}

with

open_breaks as (
    select distinct account_id
    from {{ ref('breaks') }}
    where
        recon = 'financials'
        and kind != 'control'
        and left_system = 'netsuite'
        and status != 'verified'
        and {{ 'false' if is_past() else 'true' }}
),

differing as (
    select distinct account_id
    from {{ ref('financials') }}
    where verdict not in ('agrees', 'not_compared')
)

select
    account_id,
    differing.account_id is not null as differs,
    open_breaks.account_id is not null as has_open_break
from differing
full outer join open_breaks using (account_id)
where differing.account_id is null or open_breaks.account_id is null
