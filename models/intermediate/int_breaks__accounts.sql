-- One row per difference found between what the systems hold of one account.
with

found as (
    select * from {{ ref('int_accounts__organization_breaks') }}
    union all
    select * from {{ ref('int_accounts__crm_breaks') }}
    union all
    select * from {{ ref('int_accounts__billing_breaks') }}
    union all
    select * from {{ ref('int_accounts__company_breaks') }}
),

int_breaks__accounts as (
    select
        'accounts' as recon,
        kind,
        field,
        account_id,
        left_system,
        left_object,
        left_record_id,
        left_value,
        right_system,
        right_object,
        right_record_id,
        right_value,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        explanation
    from found
)

select * from int_breaks__accounts
