-- One row per opportunity of the CRM.
with

source as (
    select * from {{ source('salesforce', 'opportunity') }}
),

stg_salesforce__opportunities as (
    select
        -------- ids
        id as opportunity_id_salesforce,
        accountid as account_id_salesforce,
        ownerid as owner_user_id_salesforce,
        pricebook2id as pricebook_id_salesforce,
        netsuite_id__c as sales_order_id_netsuite,
        subscription__c as subscription_id_salesforce,

        -------- names
        name as opportunity_name,
        type as opportunity_type,
        stagename as stage,

        -------- money, in the opportunity's currency
        currencyisocode as currency,
        amount,

        -------- numbers
        cast(probability as bigint) as probability_percent,

        -------- dates
        closedate as closes_on,

        -------- flags
        isclosed as is_closed,
        iswon as is_won,
        isdeleted as is_deleted,

        -------- times
        createddate as created_at,
        systemmodstamp as modified_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_salesforce__opportunities
