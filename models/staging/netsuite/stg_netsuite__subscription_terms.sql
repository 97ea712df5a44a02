-- One row per length of a term.
with

source as (
    select * from {{ source('netsuite', 'subscriptionterm') }}
),

stg_netsuite__subscription_terms as (
    select
        -------- ids
        id as term_id_netsuite,

        -------- names
        name as term_name,
        upper(subscriptiontermunit) as term_unit,

        -------- numbers
        subscriptiontermduration as term_length
    from source
)

select * from stg_netsuite__subscription_terms
