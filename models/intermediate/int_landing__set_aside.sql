-- One row per source record that arrived and could not be taken in, so that we hold nothing of it.
with

set_aside as (
    select
        'netsuite' as system,
        table_name as object,
        record_key as record_id,
        payload
    from {{ source('netsuite', 'rejected_rows') }}
    union all
    select
        'salesforce' as system,
        table_name as object,
        record_key as record_id,
        payload
    from {{ source('salesforce', 'rejected_rows') }}
    union all
    select
        'gotransverse' as system,
        table_name as object,
        record_key as record_id,
        payload
    from {{ source('gotransverse', 'rejected_rows') }}
    union all
    select
        'hubspot' as system,
        table_name as object,
        record_key as record_id,
        payload
    from {{ source('hubspot', 'rejected_rows') }}
    union all
    select
        'zendesk' as system,
        table_name as object,
        record_key as record_id,
        payload
    from {{ source('zendesk', 'rejected_rows') }}
    union all
    select
        'bigcommerce' as system,
        table_name as object,
        record_key as record_id,
        payload
    from {{ source('bigcommerce', 'rejected_rows') }}
    union all
    select
        'astea' as system,
        table_name as object,
        record_key as record_id,
        payload
    from {{ source('astea', 'rejected_rows') }}
),

int_landing__set_aside as (
    select
        system,
        object,
        record_id,
        {{ json_text('payload', 'external_id') }} as external_id,
        {{ json_text('payload', 'entityid') }} as entity_id_netsuite,
        case
            when system = 'netsuite' then {{ json_text('payload', 'entity') }}
            when system = 'salesforce' and object = 'account'
                then {{ json_text('payload', 'netsuite_id__c') }}
            when system = 'hubspot' then {{ json_text('payload', 'customer_key') }}
        end as customer_id_netsuite,
        {{ json_text('payload', 'transaction') }} as transaction_id_netsuite,
        case
            when system = 'netsuite' then {{ json_text('payload', 'custentity_crm_id') }}
            when system = 'gotransverse' then {{ json_text('payload', 'external_account_num') }}
            when system = 'salesforce'
                then
                    coalesce(
                        {{ json_text('payload', 'accountid') }},
                        {{ json_text('payload', 'account__c') }}
                    )
        end as account_id_salesforce,
        case
            when system = 'salesforce' then {{ json_text('payload', 'gtv_account_id__c') }}
            when system = 'gotransverse' then {{ json_text('payload', 'billing_account_id') }}
        end as billing_account_id_gotransverse
    from set_aside
)

select * from int_landing__set_aside
