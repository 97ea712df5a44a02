-- One row per receivable document or sales order of the ERP, in its own currency.
with

source as (
    select * from {{ source('netsuite', 'transaction') }}
),

stg_netsuite__transactions as (
    select
        -------- ids
        id as transaction_id_netsuite,
        entity as customer_id_netsuite,
        currency as currency_id_netsuite,
        custbody_crm_id as order_id_salesforce,
        nullif(trim(externalid), '') as external_id,

        -------- names
        type as transaction_type,
        right(status, 1) as status, -- 'B' over REST, 'SalesOrd:B' elsewhere
        tranid as transaction_number,
        nullif(trim(memo), '') as memo,

        -------- money, in the document's currency
        foreigntotal as total_amount,
        foreignamountunpaid as unpaid_amount,
        foreignpaymentamountunused as unused_amount,

        -------- numbers
        cast(exchangerate as decimal(18, 8)) as base_units_per_unit,

        -------- dates and times
        trandate as dated_on,
        duedate as due_on,
        lastmodifieddate as modified_at
    from source
)

select * from stg_netsuite__transactions
