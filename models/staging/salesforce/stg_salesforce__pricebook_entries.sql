-- One row per price of a product in a price book and currency.
with

source as (
    select * from {{ source('salesforce', 'pricebookentry') }}
),

stg_salesforce__pricebook_entries as (
    select
        -------- ids
        id as pricebook_entry_id_salesforce,
        pricebook2id as pricebook_id_salesforce,
        product2id as product_id_salesforce,
        gtv_price_id__c as price_id_gotransverse,

        -------- names
        productcode as product_code,

        -------- money, in the entry's currency
        currencyisocode as currency,
        unitprice as unit_price,

        -------- flags
        isactive as is_active,
        usestandardprice as uses_standard_price,
        isdeleted as is_deleted,

        -------- times
        createddate as created_at,
        systemmodstamp as modified_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_salesforce__pricebook_entries
