-- One row per amount that a subscription line is to be billed for a period.
with

source as (
    select * from {{ source('netsuite', 'charge') }}
),

stg_netsuite__subscription_charges as (
    select
        -------- ids
        id as charge_id_netsuite,
        subscription as subscription_id_netsuite,
        subscriptionline as subscription_line_id_netsuite,
        customer as customer_id_netsuite,
        billingaccount as billing_account_id_netsuite,
        item as item_id_netsuite,
        invoice as invoice_id_netsuite,
        currency as currency_id_netsuite,

        -------- names
        upper(stage) as charge_stage,

        -------- numbers
        quantity,

        -------- money
        amount,

        -------- dates
        chargedate as charged_on,
        servicestartdate as service_starts_on,
        serviceenddate as service_ends_on,

        -------- times
        lastmodifieddate as modified_at
    from source
)

select * from stg_netsuite__subscription_charges
