-- One row per customer that has an account in the CRM, or should: its keys and its copy of billing.
with

wanted as (
    select * from {{ ref('int_writing__crm_accounts') }}
),

crm_accounts as (
    select * from {{ ref('stg_salesforce__accounts') }}
),

addresses as (
    select * from {{ ref('stg_netsuite__customer_addresses') }}
    where is_billing_address
    qualify row_number() over (
        partition by customer_id_netsuite
        order by length(address_id_netsuite) asc, address_id_netsuite asc
    ) = 1
),

owners as (
    select * from {{ ref('int_renewals__owners') }}
    where renewal_owner_source != 'no_partner'
),

billing_accounts as (
    select * from {{ ref('stg_gotransverse__billing_accounts') }}
),

balances as (
    select * from {{ ref('int_billing__balances') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
    where system = 'gotransverse' and object = 'billing_accounts' and status = 'confirmed'
),

-- An account of the CRM that names one of the customer's billing accounts keeps it.
named as (
    select
        copies.account_id_salesforce,
        copies.account_id,
        copies.billing_account_id_gotransverse
    from {{ ref('int_accounts__billing_copies') }} as copies
    inner join links
        on
            copies.billing_account_id_gotransverse = links.record_id
            and copies.account_id = links.account_id
),

last_invoices as (
    select
        billing_account_id_gotransverse,
        max(dated_on) as last_invoice_on
    from {{ ref('stg_gotransverse__invoices') }}
    group by billing_account_id_gotransverse
),

linked as (
    select
        wanted.*,
        coalesce(
            named.billing_account_id_gotransverse, accounts.billing_account_id_gotransverse
        ) as billing_account_id_gotransverse
    from wanted
    inner join {{ ref('accounts') }} as accounts using (account_id)
    left join named
        on
            wanted.account_id_salesforce = named.account_id_salesforce
            and wanted.account_id = named.account_id
),

-- An amount under the sign of another currency would be another amount: it is not copied.
copied as (
    select
        linked.*,
        billing_accounts.account_number as billing_account_number,
        billing_accounts.account_status as billing_status,
        billing_accounts.bill_cycle_name as billing_cycle,
        billing_accounts.category_name as billing_category,
        billing_accounts.primary_email as billing_email,
        last_invoices.last_invoice_on,
        case
            when
                balances.currency = coalesce(crm_accounts.currency, linked.currency)
                then balances.balance
        end as balance,
        case
            when
                balances.currency = coalesce(crm_accounts.currency, linked.currency)
                then balances.overdue_balance
        end as overdue_balance,
        crm_accounts.last_synchronized_at,
        coalesce(
            crm_accounts.last_synchronized_at
            >= {{ hours_before_as_of("copy_is_fresh_for_hours") }},
            false
        ) as is_fresh,
        crm_accounts.billing_account_id_gotransverse as held_billing_account_id,
        crm_accounts.billing_account_number as held_billing_account_number,
        crm_accounts.billing_status as held_billing_status,
        crm_accounts.billing_cycle as held_billing_cycle,
        crm_accounts.billing_category as held_billing_category,
        crm_accounts.last_invoice_on as held_last_invoice_on,
        crm_accounts.balance as held_balance,
        crm_accounts.overdue_balance as held_overdue_balance
    from linked
    left join billing_accounts using (billing_account_id_gotransverse)
    left join balances using (billing_account_id_gotransverse)
    left join last_invoices using (billing_account_id_gotransverse)
    left join crm_accounts
        on linked.account_id_salesforce = crm_accounts.account_id_salesforce
),

-- The stamp moves with a figure, and before it would be too old; not for its own sake.
sync_salesforce__accounts as (
    select
        copied.account_id,
        copied.customer_id_netsuite,
        copied.customer_name,
        copied.account_id_salesforce,
        copied.customer_name as name,
        'Customer' as account_type,
        copied.currency,
        'https://' || copied.domain as website,
        copied.tax_id as tax_number,
        addresses.street,
        addresses.city,
        addresses.region,
        addresses.postal_code,
        addresses.country,
        copied.billing_account_id_gotransverse,
        copied.billing_account_number,
        copied.billing_status,
        copied.billing_cycle,
        copied.billing_category,
        copied.billing_email,
        copied.balance,
        copied.overdue_balance,
        copied.last_invoice_on,
        case
            when copied.billing_account_id_gotransverse is null then null
            when
                copied.is_fresh
                and copied.held_billing_account_id = copied.billing_account_id_gotransverse
                and copied.held_billing_account_number = copied.billing_account_number
                and coalesce(copied.held_billing_status = copied.billing_status, false)
                and coalesce(
                    copied.held_billing_cycle = copied.billing_cycle,
                    copied.billing_cycle is null
                )
                and coalesce(
                    copied.held_billing_category = copied.billing_category,
                    copied.billing_category is null
                )
                and coalesce(
                    copied.held_last_invoice_on = copied.last_invoice_on,
                    copied.last_invoice_on is null
                )
                and coalesce(copied.held_balance = copied.balance, copied.balance is null)
                and coalesce(
                    copied.held_overdue_balance = copied.overdue_balance,
                    copied.overdue_balance is null
                )
                then copied.last_synchronized_at
            else {{ start_of_as_of() }}
        end as last_synchronized_at,
        owners.renewal_owner
    from copied
    left join addresses using (customer_id_netsuite)
    left join owners using (account_id)
)

select * from sync_salesforce__accounts
