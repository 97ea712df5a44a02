-- One row per change of a subscription of the ERP.
with

source as (
    select * from {{ source('netsuite', 'subscriptionchangeorder') }}
),

stg_netsuite__subscription_change_orders as (
    select
        -------- ids
        id as change_order_id_netsuite,
        subscription as subscription_id_netsuite,
        customer as customer_id_netsuite,
        billingaccount as billing_account_id_netsuite,
        renewalterm as renewal_term_id_netsuite,

        -------- names
        idnumber as change_order_number,
        upper(action) as change_action,
        upper(approvalstatus) as approval_status,
        upper(subscriptionchangeorderstatus) as change_order_status,
        modificationtype as modification_type,
        renewalmethod as renewal_method,
        renewaltrantype as renewal_transaction_type,

        -------- dates
        effectivedate as effective_on,
        renewalstartdate as renewal_starts_on,
        renewalenddate as renewal_ends_on,

        -------- times
        datecreated as created_at,
        lastmodifieddate as modified_at
    from source
)

select * from stg_netsuite__subscription_change_orders
