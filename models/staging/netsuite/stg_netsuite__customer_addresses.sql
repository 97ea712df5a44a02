-- One row per address of a customer of the ERP, without the name of anybody.
with

source as (
    select * from {{ source('netsuite', 'customeraddressbook') }}
),

stg_netsuite__customer_addresses as (
    select
        -------- ids
        internalid as address_id_netsuite,
        entity as customer_id_netsuite,

        -------- names
        trim(addr1) as street,
        trim(city) as city,
        trim(state) as region,
        trim(zip) as postal_code,
        upper(country) as country,

        -------- flags
        coalesce(defaultbilling, false) as is_billing_address,
        coalesce(defaultshipping, false) as is_shipping_address
    from source
)

select * from stg_netsuite__customer_addresses
