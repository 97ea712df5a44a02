-- One row per site that field service knows.
with

source as (
    select * from {{ source('astea', 'sites') }}
),

stg_astea__sites as (
    select
        -------- ids
        {{ typed_key('site_id') }} as site_id_astea,
        {{ typed_key('parent_id') }} as parent_site_id_astea,
        {{ typed_text('tax_id') }} as tax_id,

        -------- names
        {{ typed_text('name') }} as site_name,
        {{ typed_text('legal_name') }} as legal_name,

        -------- address
        {{ typed_text('city') }} as city,
        {{ typed_text('region') }} as region,
        {{ typed_text('postal_code') }} as postal_code,
        {{ typed_text('country') }} as country,

        -------- flags
        coalesce(upper(trim(is_active)) in ('Y', '1', 'T', 'TRUE'), false) as is_active,
        coalesce(upper(trim(is_site)) in ('Y', '1', 'T', 'TRUE'), false) as is_site,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_astea__sites
