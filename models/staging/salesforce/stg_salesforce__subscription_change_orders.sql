-- One row per change order of a subscription of the CRM.
with

source as (
    select * from {{ source('salesforce', 'subscription_change_order') }}
),

stg_salesforce__subscription_change_orders as (
    select
        -------- ids
        id as subscription_change_order_id_salesforce,
        subscription__c as subscription_id_salesforce,
        renewal_subscription__c as renewal_subscription_id_salesforce,
        opportunity__c as opportunity_id_salesforce,
        netsuite_id__c as change_order_id_netsuite,

        -------- names
        name as change_order_name,
        action__c as change_order_action,
        status__c as status,

        -------- dates
        effective_date__c as effective_on,

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

select * from stg_salesforce__subscription_change_orders
