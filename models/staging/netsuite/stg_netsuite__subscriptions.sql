-- One row per subscription of the ERP, drafts of renewals included.
with

source as (
    select * from {{ source('netsuite', 'subscription') }}
),

stg_netsuite__subscriptions as (
    select
        -------- ids
        id as subscription_id_netsuite,
        customer as customer_id_netsuite,
        billingaccount as billing_account_id_netsuite,
        subscriptionplan as plan_id_netsuite,
        initialterm as term_id_netsuite,
        salesorder as sales_order_id_netsuite,
        currency as currency_id_netsuite,
        nullif(trim(externalid), '') as external_id,

        -------- names
        idnumber as subscription_number,
        name as subscription_name,
        upper(billingsubscriptionstatus) as subscription_status,
        defaultrenewalmethod as renewal_method,
        frequency as billing_frequency,

        -------- numbers
        renewalnumber as renewal_count,

        -------- dates
        startdate as starts_on,
        enddate as ends_on,

        -------- flags
        coalesce(autorenewal, false) as is_auto_renewed,

        -------- times
        datecreated as created_at,
        lastmodifieddate as modified_at
    from source
)

select * from stg_netsuite__subscriptions
