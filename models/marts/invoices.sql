-- One row per invoice that billing made, or that the ERP has as a copy of one.
with

billing as (
    select * from {{ ref('stg_gotransverse__invoices') }}
),

billing_accounts as (
    select * from {{ ref('stg_gotransverse__billing_accounts') }}
),

items as (
    select
        invoice_id_gotransverse,
        cast(sum(total_amount) as decimal(18, 2)) as items_amount,
        cast(sum(expected_amount) as decimal(18, 2)) as items_amount_expected
    from {{ ref('int_invoices__items') }}
    group by invoice_id_gotransverse
),

candidates as (
    select * from {{ ref('int_invoices__payment_candidates') }}
),

customers as (
    select * from {{ ref('stg_netsuite__customers') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
    where status = 'confirmed'
),

-- Accounts of which an invoice could not be taken in: it may be the one that is missing.
-- May drop: records of accounts that nobody knows.
records_set_aside as (
    select
        links.account_id,
        records.system
    from {{ ref('int_landing__set_aside') }} as records
    inner join links
        on
            records.billing_account_id_gotransverse = links.record_id
            and records.system = links.system
    where
        records.system = 'gotransverse'
        and records.object = 'invoices'
        and links.object = 'billing_accounts'
    union all
    select
        links.account_id,
        records.system
    from {{ ref('int_landing__set_aside') }} as records
    inner join links
        on
            records.customer_id_netsuite = links.record_id
            and records.system = links.system
    where
        records.system = 'netsuite'
        and records.object = 'transaction'
        and links.object = 'customer'
),

set_aside as (
    select
        account_id,
        bool_or(system = 'gotransverse') as is_billing_set_aside,
        bool_or(system = 'netsuite') as is_erp_set_aside
    from records_set_aside
    group by account_id
),

base_currencies as (
    select
        currency as base_currency,
        minor_unit_digits as base_digits
    from {{ ref('stg_netsuite__currencies') }}
    where is_base_currency
),

erp_invoices as (
    select * from {{ ref('int_invoices__erp_copies') }}
),

-- One row an invoice number: the copy that the connector made.
copies as (
    select * from erp_invoices
    where named_by = 'external_id' and copy_number = 1
),

claimed_twice as (
    select
        invoice_number,
        customer_id_netsuite
    from erp_invoices
    where copy_number > 1
    group by invoice_number, customer_id_netsuite
),

-- One row an invoice number that a customer of the ERP has several invoices of, one of them a copy.
-- May drop: all others.
twins as (
    select
        erp_invoices.invoice_number,
        count(*) - 1 as twin_count,
        {{ joined('erp_invoices.transaction_id_netsuite') }} as copy_ids_netsuite,
        {{ sum_where('erp_invoices.total_amount', 'erp_invoices.copy_number > 1') }} as twins_amount
    from erp_invoices
    inner join claimed_twice using (invoice_number, customer_id_netsuite)
    inner join copies using (invoice_number, customer_id_netsuite)
    group by erp_invoices.invoice_number
),

-- Sums that are not there are nothing: an invoice without items comes to 0.00.
beside as (
    select
        billing.invoice_id_gotransverse,
        copies.transaction_id_netsuite as invoice_id_netsuite,
        coalesce(billing.invoice_number, copies.invoice_number) as invoice_number,
        copies.transaction_number as transaction_number_netsuite,
        billing.billing_account_id_gotransverse,
        copies.customer_id_netsuite,
        coalesce(billing_accounts.account_name, customers.customer_name) as customer_name,
        billing.invoice_id_gotransverse is not null as has_billing,
        copies.transaction_id_netsuite is not null as has_erp,
        coalesce(billing.currency, billing_accounts.currency, copies.currency) as currency,
        copies.currency as currency_erp,
        billing.invoice_amount as amount_billing,
        copies.total_amount as amount_erp,
        billing.open_amount as open_amount_billing,
        copies.open_amount as open_amount_erp,
        billing.dated_on as dated_on_billing,
        copies.dated_on as dated_on_erp,
        billing.due_on as due_on_billing,
        copies.due_on as due_on_erp,
        copies.base_units_per_unit as base_units_per_unit_erp,
        copies.base_units_per_unit_in_table,
        copies.is_base_currency,
        coalesce(twins.twin_count, 0) as twin_count,
        twins.copy_ids_netsuite,
        twins.twins_amount,
        case
            when billing.invoice_id_gotransverse is not null
                then cast(coalesce(items.items_amount, 0) as decimal(18, 2))
        end as items_amount,
        case
            when billing.invoice_id_gotransverse is not null
                then cast(coalesce(items.items_amount_expected, 0) as decimal(18, 2))
        end as items_amount_expected,
        candidates.payment_ids_gotransverse
    from billing
    full outer join copies using (invoice_number)
    left join twins
        on coalesce(billing.invoice_number, copies.invoice_number) = twins.invoice_number
    left join billing_accounts
        on
            billing.billing_account_id_gotransverse
            = billing_accounts.billing_account_id_gotransverse
    left join items on billing.invoice_id_gotransverse = items.invoice_id_gotransverse
    left join candidates on billing.invoice_id_gotransverse = candidates.invoice_id_gotransverse
    left join customers on copies.customer_id_netsuite = customers.customer_id_netsuite
),

owned as (
    select
        beside.*,
        coalesce(
            billing_links.account_id,
            erp_links.account_id,
            {{ account_id('gotransverse', 'beside.billing_account_id_gotransverse') }},
            {{ account_id('netsuite', 'beside.customer_id_netsuite') }}
        ) as account_id
    from beside
    left join links as billing_links
        on
            beside.billing_account_id_gotransverse = billing_links.record_id
            and billing_links.system = 'gotransverse'
            and billing_links.object = 'billing_accounts'
    left join links as erp_links
        on
            beside.customer_id_netsuite = erp_links.record_id
            and erp_links.system = 'netsuite'
            and erp_links.object = 'customer'
),

-- What the copy is booked with too much or too little, in the base currency.
priced as (
    select
        owned.*,
        not owned.has_billing
        and coalesce(set_aside.is_billing_set_aside, false) as is_billing_set_aside,
        not owned.has_erp and coalesce(set_aside.is_erp_set_aside, false) as is_erp_set_aside,
        base_currencies.base_currency,
        {{
            money(
                'cast(owned.amount_erp as decimal(28, 2)) * owned.base_units_per_unit_in_table',
                'base_currencies.base_digits'
            )
        }} as base_amount_expected,
        {{
            money(
                'cast(owned.amount_erp as decimal(28, 2)) * owned.base_units_per_unit_erp',
                'base_currencies.base_digits'
            )
        }} as base_amount,
        coalesce(
            not owned.is_base_currency
            and abs(owned.base_units_per_unit_erp - owned.base_units_per_unit_in_table) * 100
            > owned.base_units_per_unit_in_table
            * cast('{{ var("rate_tolerance_percent") }}' as decimal(9, 4)),
            false
        ) as is_rate_off
    from owned
    left join base_currencies on owned.has_erp
    left join set_aside on owned.account_id = set_aside.account_id
),

judged as (
    select
        *,
        case
            when is_billing_set_aside or is_erp_set_aside then 'set_aside'
            when not has_billing then 'not_in_billing'
            when not has_erp then 'not_in_erp'
            when twin_count > 0 then 'twice_in_erp'
            when currency != currency_erp then 'currency_differs'
            when
                abs(amount_billing - amount_erp) <= {{ amount_tolerance() }}
                and date_trunc('month', dated_on_billing) != date_trunc('month', dated_on_erp)
                and abs({{ days_between('dated_on_billing', 'dated_on_erp') }})
                <= {{ var('invoice_days_apart') }}
                then 'month_differs'
            when abs(amount_billing - amount_erp) > {{ amount_tolerance() }}
                then 'amount_differs'
            when abs(open_amount_billing - open_amount_erp) > {{ amount_tolerance() }}
                then 'open_amount_differs'
            when is_rate_off then 'rate_differs'
            else 'agrees'
        end as erp_verdict,
        case
            when not has_billing or not has_erp then 'not_compared'
            when abs(amount_billing - items_amount) > {{ amount_tolerance() }}
                then 'header_differs'
            when abs(items_amount - items_amount_expected) > {{ amount_tolerance() }}
                then 'proration_differs'
            else 'agrees'
        end as items_verdict
    from priced
),

invoices as (
    select
        case
            when has_billing
                then {{ invoice_id('gotransverse', 'invoice_id_gotransverse') }}
            else {{ invoice_id('netsuite', 'invoice_id_netsuite') }}
        end as invoice_id,
        account_id,
        invoice_number,
        invoice_id_gotransverse,
        billing_account_id_gotransverse,
        invoice_id_netsuite,
        transaction_number_netsuite,
        customer_id_netsuite,
        copy_ids_netsuite,
        customer_name,
        has_billing,
        has_erp,
        currency,
        currency_erp,
        amount_billing,
        amount_erp,
        twins_amount as amount_erp_again,
        open_amount_billing,
        open_amount_erp,
        items_amount,
        items_amount_expected,
        '{{ var("proration_basis") }}' as proration_basis,
        dated_on_billing,
        dated_on_erp,
        due_on_billing,
        due_on_erp,
        base_units_per_unit_erp,
        base_units_per_unit_in_table,
        base_currency,
        base_amount as base_amount_erp,
        base_amount_expected,
        payment_ids_gotransverse,
        erp_verdict,
        items_verdict,
        case
            when erp_verdict != 'agrees' then erp_verdict
            when items_verdict != 'agrees' then items_verdict
            when payment_ids_gotransverse is not null then 'payment_ambiguous'
            else 'agrees'
        end as verdict
    from judged
)

select * from invoices
