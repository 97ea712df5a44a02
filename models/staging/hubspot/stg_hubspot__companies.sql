-- One row per company of the partner CRM that is not archived.
with

source as (
    select * from {{ source('hubspot', 'companies') }}
),

stg_hubspot__companies as (
    select
        -------- ids
        id as company_id_hubspot,
        customer_key,
        hs_parent_company_id as parent_company_id_hubspot,
        hubspot_owner_id as owner_id_hubspot,
        hs_merged_object_ids as merged_company_ids_hubspot,

        -------- names
        trim(name) as company_name,
        lower(domain) as domain,
        city,
        zip as postal_code,
        country,
        lifecyclestage as lifecycle_stage,

        -------- times
        created_at,
        updated_at as modified_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_hubspot__companies
