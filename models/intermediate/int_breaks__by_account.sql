-- One row per account that something differs at now.
with

int_breaks__by_account as (
    select
        account_id,
        count(*) as open_difference_count
    from {{ ref('breaks') }}
    where resolved_at is null and account_id is not null
    group by account_id
)

select * from int_breaks__by_account
