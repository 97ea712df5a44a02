-- One row per metafield of an order of the web store that we may see.
with

source as (
    select * from {{ source('bigcommerce', 'order_metafields') }}
),

stg_bigcommerce__order_metafields as (
    select
        -------- ids
        id as metafield_id_bigcommerce,
        resource_id as order_id_bigcommerce,
        owner_client_id,

        -------- names
        namespace as metafield_namespace,
        key as metafield_key,
        value as metafield_value,
        permission_set,

        -------- times
        date_created as created_at,
        date_modified as modified_at
    from source
)

select * from stg_bigcommerce__order_metafields
