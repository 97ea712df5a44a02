-- Every table that landed has as many rows in staging. Guards against a staging model that filters
-- or joins: it only renames and casts. What money adds up to is for the control totals.
with

landed as (
    {{ row_count_of('currency', source('netsuite', 'currency')) }}
    union all
    {{ row_count_of('subsidiary', source('netsuite', 'subsidiary')) }}
    union all
    {{ row_count_of('customer', source('netsuite', 'customer')) }}
    union all
    {{ row_count_of('transaction', source('netsuite', 'transaction')) }}
    union all
    {{ row_count_of('transactionline', source('netsuite', 'transactionline')) }}
    union all
    {{ row_count_of('transactionlink', source('netsuite', 'transactionlink')) }}
    union all
    {{ row_count_of('deletedrecord', source('netsuite', 'deletedrecord')) }}
    union all
    {{ row_count_of('organizations', source('zendesk', 'organizations')) }}
    union all
    {{ row_count_of('organization_fields', source('zendesk', 'organization_fields')) }}
    union all
    {{ row_count_of('users', source('zendesk', 'users')) }}
    union all
    {{ row_count_of('tickets', source('zendesk', 'tickets')) }}
),

staged as (
    {{ row_count_of('currency', ref('stg_netsuite__currencies')) }}
    union all
    {{ row_count_of('subsidiary', ref('stg_netsuite__subsidiaries')) }}
    union all
    {{ row_count_of('customer', ref('stg_netsuite__customers')) }}
    union all
    {{ row_count_of('transaction', ref('stg_netsuite__transactions')) }}
    union all
    {{ row_count_of('transactionline', ref('stg_netsuite__transaction_lines')) }}
    union all
    {{ row_count_of('transactionlink', ref('stg_netsuite__transaction_links')) }}
    union all
    {{ row_count_of('deletedrecord', ref('stg_netsuite__deleted_records')) }}
    union all
    {{ row_count_of('organizations', ref('stg_zendesk__organizations')) }}
    union all
    {{ row_count_of('organization_fields', ref('stg_zendesk__organization_fields')) }}
    union all
    {{ row_count_of('users', ref('stg_zendesk__users')) }}
    union all
    {{ row_count_of('tickets', ref('stg_zendesk__tickets')) }}
)

select
    table_name,
    coalesce(landed.row_count, 0) as rows_landed,
    coalesce(staged.row_count, 0) as rows_staged
from landed
full outer join staged using (table_name)
where coalesce(landed.row_count, 0) != coalesce(staged.row_count, 0)
