-- One row per customer record of the ERP; leads and prospects are in it, told apart by their stage.
with

source as (
    select * from {{ source('netsuite', 'customer') }}
),

stg_netsuite__customers as (
    select
        -------- ids
        id as customer_id_netsuite,
        entityid as entity_id_netsuite,
        parent as parent_customer_id_netsuite,
        currency as currency_id_netsuite,
        custentity_crm_id as account_id_salesforce,

        -------- names
        trim(coalesce(companyname, entityid)) as customer_name,
        searchstage as stage,
        nullif(lower(emaildomain), '') as email_domain,
        url as website,
        nullif(upper(replace(replace(vatregnumber, ' ', ''), '-', '')), '') as tax_number,
        upper(creditholdoverride) as credit_hold_override,

        -------- money: the header figures, in the customer's own currency
        creditlimit as credit_limit,
        balancesearch as balance,
        overduebalancesearch as overdue_balance,
        unbilledorderssearch as unbilled_orders,
        depositbalancesearch as deposit_balance,

        -------- numbers
        daysoverduesearch as days_overdue,

        -------- flags
        oncredithold as is_on_credit_hold,
        coalesce(isinactive, false) as is_inactive,

        -------- times
        datecreated as created_at,
        lastmodifieddate as modified_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_netsuite__customers
