-- One row per product of the CRM.
with

source as (
    select * from {{ source('salesforce', 'product2') }}
),

stg_salesforce__products as (
    select
        -------- ids
        id as product_id_salesforce,
        gtv_product_id__c as product_id_gotransverse,

        -------- names
        trim(name) as product_name,
        productcode as product_code,
        description,
        family as product_family,
        work_order_template__c as work_order_template,

        -------- flags
        isactive as is_active,
        isdeleted as is_deleted,

        -------- times
        createddate as created_at,
        systemmodstamp as modified_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_salesforce__products
