{{ config(materialized='table') }}

{% set recons = [
    'accounts',
    'balances',
    'catalog',
    'control_accounts',
    'early_terminations',
    'financials',
    'invoices',
    'orders',
    'renewals',
    'subscriptions',
] %}

-- One row per difference found now, by whichever reconciliation.
with

found as (
    {% for recon in recons %}
        select
            recon,
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
            amount,
            currency,
            explanation
        from {{ ref('int_breaks__' ~ recon) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

systems_read as (
    select * from {{ ref('int_landing__systems_read') }}
),

-- May drop: differences from a system that nobody set up.
int_breaks__found as (
    select
        found.*,
        {{ break_id('recon', 'kind', 'left_record_id', 'right_record_id', 'field') }} as break_id
    from found
    inner join systems_read as left_read on found.left_system = left_read.system
    inner join systems_read as right_read on found.right_system = right_read.system
)

select * from int_breaks__found
