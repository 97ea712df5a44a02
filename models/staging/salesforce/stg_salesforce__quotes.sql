-- One row per quote of an opportunity; none where the org has no quotes.
with

source as (
    select * from {{ source('salesforce', 'quote') }}
),

stg_salesforce__quotes as (
    select
        -------- ids
        id as quote_id_salesforce,
        opportunityid as opportunity_id_salesforce,
        accountid as account_id_salesforce,

        -------- names
        name as quote_name,
        quotenumber as quote_number,
        status,

        -------- money, in the quote's currency
        currencyisocode as currency,
        grandtotal as total_amount,

        -------- dates
        expirationdate as expires_on,

        -------- flags
        issyncing as is_syncing,
        isdeleted as is_deleted,

        -------- times
        createddate as created_at,
        systemmodstamp as modified_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_salesforce__quotes
