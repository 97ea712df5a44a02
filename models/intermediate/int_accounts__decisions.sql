-- One row per record that a person gave to a customer, or refused to one; the last word counts.
with

int_accounts__decisions as (
    select
        system,
        object,
        record_id,
        customer_id_netsuite,
        status,
        decided_by,
        decided_at,
        because
    from {{ ref('account_link_decisions') }}
    qualify
        status = 'rejected'
        or row_number() over (
            partition by system, object, record_id, status
            order by decided_at desc nulls last, customer_id_netsuite asc
        ) = 1
)

select * from int_accounts__decisions
