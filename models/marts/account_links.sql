-- One row per source record that is, or may be, an account's: all living records of seven systems.
with

links as (
    select * from {{ ref('int_accounts__links') }}
),

account_links as (
    select
        account_id,
        system,
        object,
        record_id,
        rule,
        score,
        evidence,
        status,
        decided_by,
        decided_at
    from links
)

select * from account_links
