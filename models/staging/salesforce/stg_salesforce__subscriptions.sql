-- One row per subscription of the CRM, or add-on of one.
with

source as (
    select * from {{ source('salesforce', 'subscription') }}
),

stg_salesforce__subscriptions as (
    select
        -------- ids
        id as subscription_id_salesforce,
        account__c as account_id_salesforce,
        parent__c as parent_subscription_id_salesforce,
        product__c as product_id_salesforce,
        netsuite_id__c as subscription_id_netsuite,
        gtv_service_id__c as service_id_gotransverse,

        -------- names
        name as subscription_name,
        status__c as status,
        term_type__c as term_type,
        renewal_type__c as renewal_type,

        -------- money, in the subscription's currency
        currencyisocode as currency,
        mrr__c as mrr,

        -------- numbers
        quantity__c as quantity,
        cast(term__c as bigint) as term_months,

        -------- dates
        start_date__c as starts_on,
        term_start_date__c as term_starts_on,
        end_date__c as ends_on,
        termination_date__c as terminated_on,

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

select * from stg_salesforce__subscriptions
