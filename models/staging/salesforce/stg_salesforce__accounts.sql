-- One row per account of the CRM; a deleted or merged one stays while the CRM shows it.
with

source as (
    select * from {{ source('salesforce', 'account') }}
),

stg_salesforce__accounts as (
    select
        -------- ids
        id as account_id_salesforce,
        parentid as parent_account_id_salesforce,
        masterrecordid as merged_into_account_id_salesforce,
        ownerid as owner_user_id_salesforce,
        netsuite_id__c as customer_id_netsuite,
        gtv_account_id__c as billing_account_id_gotransverse,
        gtv_account_number__c as billing_account_number,

        -------- names
        trim(name) as account_name,
        type as account_type,
        accountnumber as account_number,
        website,
        industry,
        tax_number__c as tax_id,
        billingstreet as street,
        billingcity as city,
        billingstate as state,
        billingpostalcode as postal_code,
        billingcountry as country,
        gtv_status__c as billing_status,
        gtv_billing_cycle__c as billing_cycle,
        gtv_billing_category__c as billing_category,
        renewal_owner__c as renewal_owner,

        -------- money, in the account's currency
        currencyisocode as currency,
        gtv_balance__c as balance,
        gtv_past_due_amount__c as overdue_balance,

        -------- dates
        gtv_last_invoice_date__c as last_invoice_on,

        -------- flags
        isdeleted as is_deleted,
        masterrecordid is not null as is_merged,

        -------- times
        gtv_last_synchronized__c as last_synchronized_at,
        createddate as created_at,
        systemmodstamp as modified_at,

        -------- loading
        _run_id as run_id,
        _landed_at as landed_at
    from source
)

select * from stg_salesforce__accounts
