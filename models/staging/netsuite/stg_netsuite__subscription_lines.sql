-- One row per line of a subscription of the ERP.
with

source as (
    select * from {{ source('netsuite', 'subscriptionline') }}
),

stg_netsuite__subscription_lines as (
    select
        -------- ids
        id as subscription_line_id_netsuite,
        subscription as subscription_id_netsuite,
        item as item_id_netsuite,

        -------- names
        upper(subscriptionlinestatus) as line_status,
        upper(subscriptionlinetype) as line_type,

        -------- numbers
        linenumber as line_number,
        quantity,

        -------- money, in the currency of the subscription
        recurringamount as recurring_amount,

        -------- dates
        startdate as starts_on,
        enddate as ends_on,
        terminationdate as terminated_on,

        -------- flags
        coalesce(isincluded, false) as is_included,
        coalesce(includeinrenewal, false) as is_in_renewal,

        -------- times
        lastmodifieddate as modified_at
    from source
)

select * from stg_netsuite__subscription_lines
