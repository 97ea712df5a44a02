{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key='break_id',
        on_schema_change='append_new_columns',
        full_refresh=false
    )
}}

-- One row per difference ever found, from the run that first saw it to the run that saw it gone.
with

-- A run of a past day tells nothing of today's: it leaves every row as it is.
found as (
    select * from {{ ref('int_breaks__found') }}
    where {{ 'false' if is_past() else 'true' }}
),

currencies as (
    select * from {{ ref('stg_netsuite__currencies') }}
),

decisions as (
    select * from {{ ref('break_decisions') }}
    qualify row_number() over (
        partition by break_id
        order by decided_at desc nulls last, status asc
    ) = 1
),

set_aside as (
    select distinct
        system,
        record_id
    from {{ ref('int_landing__set_aside') }}
),

known as (
    {% if is_incremental() %}
        select * from {{ this }}
    {% else %}
        select
            cast(null as string) as break_id,
            cast(null as {{ instant() }}) as first_seen_at,
            cast(null as {{ instant() }}) as resolved_at,
            cast(null as bigint) as reopened_count
        where false
    {% endif %}
),

seen as (
    select
        found.break_id,
        found.recon,
        found.kind,
        {{
            break_severity(
                'found.kind',
                in_base_currency('found.amount', 'currencies.base_units_per_unit')
            )
        }} as severity,
        found.account_id,
        found.left_system,
        found.left_object,
        found.left_record_id,
        found.left_value,
        found.right_system,
        found.right_object,
        found.right_record_id,
        found.right_value,
        found.field,
        found.amount,
        found.currency,
        coalesce(known.first_seen_at, {{ seen_at() }}) as first_seen_at,
        {{ seen_at() }} as last_seen_at,
        cast(null as {{ instant() }}) as resolved_at,
        coalesce(known.reopened_count, 0)
        + case when known.resolved_at is null then 0 else 1 end as reopened_count,
        coalesce(decisions.status, 'open') as status,
        decisions.decided_by,
        decisions.decided_at,
        decisions.because,
        found.explanation
    from found
    left join known using (break_id)
    left join decisions using (break_id)
    left join currencies on found.currency = currencies.currency
),

{% if is_incremental() %}
    -- What cannot be found any more is resolved, unless one of its records could not be taken in.
    gone as (
        select
            known.break_id,
            known.recon,
            known.kind,
            known.severity,
            known.account_id,
            known.left_system,
            known.left_object,
            known.left_record_id,
            known.left_value,
            known.right_system,
            known.right_object,
            known.right_record_id,
            known.right_value,
            known.field,
            known.amount,
            known.currency,
            known.first_seen_at,
            known.last_seen_at,
            {{ seen_at() }} as resolved_at,
            known.reopened_count,
            'verified' as status,
            known.decided_by,
            known.decided_at,
            known.because,
            known.explanation
        from known
        left join found using (break_id)
        left join set_aside as left_set_aside
            on
                known.left_system = left_set_aside.system
                and known.left_record_id = left_set_aside.record_id
        left join set_aside as right_set_aside
            on
                known.right_system = right_set_aside.system
                and known.right_record_id = right_set_aside.record_id
        where
            found.break_id is null
            and known.resolved_at is null
            and {{ 'false' if is_past() else 'true' }}
            and left_set_aside.record_id is null
            and right_set_aside.record_id is null
    ),
{% endif %}

breaks as (
    select * from seen
    {% if is_incremental() %}
        union all
        select * from gone
    {% endif %}
)

select * from breaks
