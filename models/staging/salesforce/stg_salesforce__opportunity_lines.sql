-- One row per line of an opportunity.
with

source as (
    select * from {{ source('salesforce', 'opportunitylineitem') }}
),

stg_salesforce__opportunity_lines as (
    select
        -------- ids
        id as opportunity_line_id_salesforce,
        opportunityid as opportunity_id_salesforce,
        pricebookentryid as pricebook_entry_id_salesforce,
        product2id as product_id_salesforce,

        -------- money, in the opportunity's currency
        currencyisocode as currency,
        unitprice as unit_price,
        totalprice as amount,

        -------- numbers
        quantity,

        -------- dates
        servicedate as service_on,

        -------- flags
        isdeleted as is_deleted,

        -------- times
        createddate as created_at,
        systemmodstamp as modified_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_salesforce__opportunity_lines
