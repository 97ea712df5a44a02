-- One row per order of the CRM.
with

source as (
    select * from {{ source('salesforce', 'order') }}
),

stg_salesforce__orders as (
    select
        -------- ids
        id as order_id_salesforce,
        accountid as account_id_salesforce,
        ownerid as owner_user_id_salesforce,
        pricebook2id as pricebook_id_salesforce,
        bigcommerce_order_id__c as order_id_bigcommerce,
        gtv_order_id__c as order_id_gotransverse,
        astea_job_number__c as job_number_astea,

        -------- names
        name as order_name,
        ordernumber as order_number,
        type as order_type,
        status,
        statuscode as status_code,
        queue__c as queue,
        payment_method__c as payment_method,
        ponumber as po_number,
        reauthorization__c as reauthorization,
        order_comments__c as order_comments,
        tracking_number__c as tracking_number,
        carrier__c as carrier,

        -------- money, in the order's currency
        currencyisocode as currency,
        totalamount as total_amount,
        authorized_amount__c as authorized_amount,

        -------- dates
        effectivedate as starts_on,
        enddate as ends_on,

        -------- flags
        isdeleted as is_deleted,

        -------- times
        activateddate as activated_at,
        createddate as created_at,
        systemmodstamp as modified_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_salesforce__orders
