-- One row per line of an order.
with

source as (
    select * from {{ source('salesforce', 'orderitem') }}
),

stg_salesforce__order_lines as (
    select
        -------- ids
        id as order_line_id_salesforce,
        orderid as order_id_salesforce,
        pricebookentryid as pricebook_entry_id_salesforce,
        product2id as product_id_salesforce,
        bigcommerce_line_id__c as order_line_id_bigcommerce,
        astea_job_number__c as job_number_astea,

        -------- names
        orderitemnumber as order_line_number,
        description,

        -------- money, in the order's currency
        currencyisocode as currency,
        unitprice as unit_price,
        totalprice as amount,

        -------- numbers
        quantity,

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

select * from stg_salesforce__order_lines
