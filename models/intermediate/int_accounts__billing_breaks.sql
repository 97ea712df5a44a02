-- One row per difference found between the accounts of the CRM and those of billing.
with

crm_accounts as (
    select * from {{ ref('stg_salesforce__accounts') }}
    where not is_deleted and not is_merged
),

billing_accounts as (
    select * from {{ ref('stg_gotransverse__billing_accounts') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
),

crm_links as (
    select * from links
    where system = 'salesforce'
),

billing_links as (
    select * from links
    where system = 'gotransverse'
),

-- Linked by both halves of the id: only these are compared.
copies as (
    select * from {{ ref('int_accounts__billing_copies') }}
),

crm_accounts_set_aside as (
    select
        record_id as account_id_salesforce,
        customer_id_netsuite,
        billing_account_id_gotransverse
    from {{ ref('int_landing__set_aside') }}
    where system = 'salesforce' and object = 'account'
),

billing_accounts_set_aside as (
    select record_id as billing_account_id_gotransverse
    from {{ ref('int_landing__set_aside') }}
    where system = 'gotransverse' and object = 'billing_accounts'
),

-- One row an account that one of the CRM's is, or may be, of.
accounts_in_crm as (
    select account_id
    from crm_links
    union
    select account_id
    from {{ ref('int_accounts__crm_matches') }}
),

-- An account of the CRM that could not be taken in may be the missing one.
billing_of_accounts_set_aside as (
    select billing_account_id_gotransverse
    from crm_accounts_set_aside
    where billing_account_id_gotransverse is not null
    union
    select billing_accounts.billing_account_id_gotransverse
    from billing_accounts
    inner join crm_accounts_set_aside
        on billing_accounts.external_account_number = crm_accounts_set_aside.account_id_salesforce
    union
    select billing_links.record_id as billing_account_id_gotransverse
    from billing_links
    inner join crm_accounts_set_aside using (customer_id_netsuite)
),

-- Of a system that is not read at all nothing is missing.
any_crm_account as (
    select max(account_id_salesforce) as account_id_salesforce
    from crm_accounts
    having count(*) > 0
),

any_billing_account as (
    select max(billing_account_id_gotransverse) as billing_account_id_gotransverse
    from billing_accounts
    having count(*) > 0
),

without_crm_account as (
    select
        'missing_left' as kind,
        'account' as field,
        billing_links.account_id,
        '' as left_record_id,
        cast(null as string) as left_value,
        billing_accounts.billing_account_id_gotransverse as right_record_id,
        billing_accounts.account_name as right_value,
        billing_accounts.account_name || ': billing account '
        || billing_accounts.account_number || ' belongs to no account of Salesforce.'
            as explanation
    from billing_accounts
    left join billing_links
        on billing_accounts.billing_account_id_gotransverse = billing_links.record_id
    left join accounts_in_crm on billing_links.account_id = accounts_in_crm.account_id
    left join billing_of_accounts_set_aside
        on
            billing_accounts.billing_account_id_gotransverse
            = billing_of_accounts_set_aside.billing_account_id_gotransverse
    where
        coalesce(billing_accounts.account_status, '') != 'CLOSED'
        and exists (select 1 from any_crm_account)
        and billing_links.status != 'proposed'
        and accounts_in_crm.account_id is null
        and billing_of_accounts_set_aside.billing_account_id_gotransverse is null
),

-- Accounts of the CRM that name a billing account that is not there.
naming_nobody as (
    select crm_accounts.*
    from crm_accounts
    left join billing_accounts using (billing_account_id_gotransverse)
    left join billing_accounts_set_aside using (billing_account_id_gotransverse)
    where
        crm_accounts.billing_account_id_gotransverse is not null
        and exists (select 1 from any_billing_account)
        and billing_accounts.account_number is null
        and billing_accounts_set_aside.billing_account_id_gotransverse is null
),

-- One row an account that billing accounts name as their own all the same.
saying as (
    select
        naming_nobody.account_id_salesforce,
        {{ joined('billing_accounts.account_number') }} as account_numbers
    from naming_nobody
    inner join billing_accounts
        on naming_nobody.account_id_salesforce = billing_accounts.external_account_number
    group by naming_nobody.account_id_salesforce
),

id_of_nobody as (
    select
        'mapping' as kind,
        'account_id_billing' as field,
        crm_links.account_id,
        naming_nobody.account_id_salesforce as left_record_id,
        naming_nobody.billing_account_id_gotransverse as left_value,
        '' as right_record_id,
        cast(null as string) as right_value,
        naming_nobody.account_name || ': its account in Salesforce names billing account '
        || naming_nobody.billing_account_id_gotransverse || ', which is not there'
        || case
            when saying.account_numbers is null then '.'
            else '; billing account ' || saying.account_numbers || ' names this account as its own.'
        end as explanation
    from naming_nobody
    left join crm_links on naming_nobody.account_id_salesforce = crm_links.record_id
    left join saying using (account_id_salesforce)
),

number_of_another as (
    select
        'mapping' as kind,
        'account_number_billing' as field,
        crm_links.account_id,
        crm_accounts.account_id_salesforce as left_record_id,
        crm_accounts.billing_account_number as left_value,
        billing_accounts.billing_account_id_gotransverse as right_record_id,
        billing_accounts.account_number as right_value,
        crm_accounts.account_name || ': its account in Salesforce names billing account '
        || billing_accounts.billing_account_id_gotransverse || ' under the number '
        || crm_accounts.billing_account_number || '; its number is '
        || billing_accounts.account_number || '.' as explanation
    from crm_accounts
    left join crm_links on crm_accounts.account_id_salesforce = crm_links.record_id
    left join billing_accounts using (billing_account_id_gotransverse)
    where crm_accounts.billing_account_number != billing_accounts.account_number
),

-- One row a billing account that several hold, and that does not say which of them is right.
held_by_several as (
    select
        billing_accounts.billing_account_id_gotransverse,
        {{ joined('crm_accounts.account_id_salesforce') }} as account_ids_salesforce
    from crm_accounts
    left join billing_accounts using (billing_account_id_gotransverse)
    where
        crm_accounts.billing_account_number = billing_accounts.account_number
        and billing_accounts.external_account_number is null
    group by billing_accounts.billing_account_id_gotransverse
    having count(*) > 1
),

ambiguous as (
    select
        'ambiguous' as kind,
        'billing_account' as field,
        billing_links.account_id,
        billing_accounts.billing_account_id_gotransverse as left_record_id,
        billing_accounts.account_number as left_value,
        held_by_several.account_ids_salesforce as right_record_id,
        held_by_several.account_ids_salesforce as right_value,
        billing_accounts.account_name || ': billing account ' || billing_accounts.account_number
        || ' is claimed by several accounts of Salesforce, '
        || held_by_several.account_ids_salesforce || ', and names none of them.' as explanation
    from held_by_several
    left join billing_accounts using (billing_account_id_gotransverse)
    left join billing_links
        on held_by_several.billing_account_id_gotransverse = billing_links.record_id
),

-- The names of billing cycles are known by those who have them.
cycles as (
    select distinct bill_cycle_name
    from billing_accounts
    where bill_cycle_name is not null
),

compared as (
    select
        copies.account_id,
        copies.account_id_salesforce,
        copies.billing_account_id_gotransverse,
        copies.is_fresh,
        crm_accounts.account_name,
        billing_accounts.account_number,
        crm_accounts.currency as currency_crm,
        billing_accounts.currency as currency_billing,
        upper(crm_accounts.billing_status) as status_crm,
        billing_accounts.account_status as status_billing,
        crm_accounts.billing_cycle as cycle_crm,
        billing_accounts.bill_cycle_name as cycle_billing,
        crm_accounts.billing_cycle is not null
        and billing_accounts.bill_cycle_name is not null
        and cycles.bill_cycle_name is null as is_cycle_unknown
    from copies
    left join crm_accounts on copies.account_id_salesforce = crm_accounts.account_id_salesforce
    left join billing_accounts
        on
            copies.billing_account_id_gotransverse
            = billing_accounts.billing_account_id_gotransverse
    left join cycles on crm_accounts.billing_cycle = cycles.bill_cycle_name
),

different as (
    select
        'currency' as kind,
        'currency' as field,
        account_id,
        account_id_salesforce as left_record_id,
        currency_crm as left_value,
        billing_account_id_gotransverse as right_record_id,
        currency_billing as right_value,
        account_name || ': kept in ' || currency_crm || ' in Salesforce, and in '
        || currency_billing || ' in billing account ' || account_number || '.' as explanation
    from compared
    where currency_crm != currency_billing
    union all
    select
        'status' as kind,
        'billing_status' as field,
        account_id,
        account_id_salesforce as left_record_id,
        status_crm as left_value,
        billing_account_id_gotransverse as right_record_id,
        status_billing as right_value,
        account_name || ': Salesforce says ' || status_crm || ' of billing account '
        || account_number || ', which is ' || status_billing
        || ', although it was copied within a day.' as explanation
    from compared
    where status_crm != status_billing and is_fresh
    union all
    select
        'mapping' as kind,
        'billing_cycle' as field,
        account_id,
        account_id_salesforce as left_record_id,
        cycle_crm as left_value,
        billing_account_id_gotransverse as right_record_id,
        cycle_billing as right_value,
        account_name || ': Salesforce says billing cycle ' || cycle_crm || ' of billing account '
        || account_number || ', and billing has no cycle of that name; it is '
        || cycle_billing || '.' as explanation
    from compared
    where is_cycle_unknown
),

found as (
    select * from without_crm_account
    union all
    select * from id_of_nobody
    union all
    select * from number_of_another
    union all
    select * from different
),

int_accounts__billing_breaks as (
    select
        kind,
        field,
        account_id,
        'salesforce' as left_system,
        'account' as left_object,
        left_record_id,
        left_value,
        'gotransverse' as right_system,
        'billing_accounts' as right_object,
        right_record_id,
        right_value,
        explanation
    from found
    union all
    select
        kind,
        field,
        account_id,
        'gotransverse' as left_system,
        'billing_accounts' as left_object,
        left_record_id,
        left_value,
        'salesforce' as right_system,
        'account' as right_object,
        right_record_id,
        right_value,
        explanation
    from ambiguous
)

select * from int_accounts__billing_breaks
