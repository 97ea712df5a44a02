-- One row per billing account.
with

source as (
    select * from {{ source('gotransverse', 'billing_accounts') }}
),

stg_gotransverse__billing_accounts as (
    select
        -------- ids
        id as billing_account_id_gotransverse,
        account_num as account_number,
        nullif(trim(external_account_num), '') as external_account_number,
        parent_billing_account_id as parent_billing_account_id_gotransverse,
        responsible_account_id as responsible_account_id_gotransverse,
        customer_num as customer_number,
        external_customer_num as external_customer_number,
        nullif(trim(tax_id_number), '') as tax_id,

        -------- names
        trim(organization_name) as account_name,
        party_type,
        upper(status) as account_status,
        bill_type,
        bill_cycle_id as bill_cycle_id_gotransverse,
        bill_cycle_name,
        bill_cycle_type,
        category_id as category_id_gotransverse,
        category_name,
        payment_term_id as payment_term_id_gotransverse,
        payment_term_name,
        lower(trim(primary_email)) as primary_email,

        -------- address
        billing_city,
        billing_region,
        billing_postal_code,
        billing_country,

        -------- money, in the account's currency, which some do not have
        currency_code as currency,
        balance,
        cast(round(pending_charges_total, 2) as decimal(18, 2)) as pending_charges,

        -------- flags
        coalesce(tax_exempt, false) as is_tax_exempt,

        -------- dates
        start_date as starts_on,
        end_date as ends_on,
        next_invoice_date as next_invoice_on,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_gotransverse__billing_accounts
