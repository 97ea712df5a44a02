-- One row per buyer with an account in the web store, without a name.
with

source as (
    select * from {{ source('bigcommerce', 'customers') }}
),

stg_bigcommerce__customers as (
    select
        -------- ids
        id as customer_id_bigcommerce,
        nullif(customer_group_id, '0') as customer_group_id_bigcommerce,

        -------- names
        trim(company) as company_name,
        email_domain,
        customer_group,
        city,
        postal_code,
        country_code as country,

        -------- times
        date_created as created_at,
        date_modified as modified_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_bigcommerce__customers
