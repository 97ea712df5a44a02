-- One row per account: what somebody who serves the customer, or a portal, has to show of it.
with

accounts as (
    select * from {{ ref('accounts') }}
),

links as (
    select * from {{ ref('int_accounts__links') }}
    where status = 'confirmed'
),

-- One row an account: the contract of the CRM that was signed last, and how many are in force.
contracts as (
    select
        links.account_id,
        contracts.contract_number,
        contracts.starts_on,
        contracts.ends_on,
        count(*) over (partition by links.account_id) as contract_count
    from {{ ref('stg_salesforce__contracts') }} as contracts
    inner join links
        on
            contracts.account_id_salesforce = links.record_id
            and links.system = 'salesforce'
    where not contracts.is_deleted and contracts.status = 'Activated'
    qualify row_number() over (
        partition by links.account_id
        order by contracts.starts_on desc nulls last, contracts.contract_number desc
    ) = 1
),

-- What each line says in the first system that has it: billing, then the ERP, then the CRM.
lines as (
    select
        account_id,
        product_name,
        coalesce(status_billing, status_erp, status_crm) as line_status,
        coalesce(quantity_billing, quantity_erp, quantity_crm) as quantity,
        coalesce(mrr_billing, mrr_erp, mrr_crm) as mrr,
        currency
    from {{ ref('subscriptions') }}
),

services as (
    select
        account_id,
        count(*) filter (where line_status = 'active') as active_service_count,
        count(*) filter (where line_status = 'suspended') as suspended_service_count,
        {{ listed("product_name || ' × ' || cast(cast(quantity as bigint) as string)") }}
            as services
    from lines
    where line_status in ('active', 'suspended')
    group by account_id
),

mrr_in_currency as (
    select
        account_id,
        currency,
        cast(sum(mrr) as decimal(18, 2)) as mrr
    from lines
    where line_status in ('active', 'suspended') and currency is not null
    group by account_id, currency
),

mrr as (
    select
        mrr_in_currency.account_id,
        max(mrr_in_currency.mrr) filter (
            where mrr_in_currency.currency = accounts.currency
        ) as mrr,
        {{ by_currency('mrr_in_currency.currency', 'mrr_in_currency.mrr') }} as mrr_by_currency
    from mrr_in_currency
    left join accounts using (account_id)
    group by mrr_in_currency.account_id
),

-- One row an account: the term that ends next.
renewals as (
    select * from {{ ref('renewals') }}
    where ends_on >= {{ as_of() }} and renewal_status not in ('renewed', 'activated', 'ended')
    qualify row_number() over (
        partition by account_id
        order by ends_on asc nulls last, renewal_id asc
    ) = 1
),

financials as (
    select * from {{ ref('financials') }}
    where not is_other_currency
),

invoices_in_currency as (
    select
        {{ account_id('netsuite', 'customer_id_netsuite') }} as account_id,
        currency,
        count(*) as invoice_count,
        min(due_on) as first_due_on,
        cast(sum(amount) as decimal(18, 2)) as amount
    from {{ ref('int_financials__open_items') }}
    where kind = 'invoice'
    group by customer_id_netsuite, currency
),

invoices as (
    select
        account_id,
        sum(invoice_count) as open_invoice_count,
        min(first_due_on) as first_due_on,
        {{ by_currency('currency', 'amount') }} as open_invoices_by_currency
    from invoices_in_currency
    group by account_id
),

tickets as (
    select
        links.account_id,
        count(*) as open_ticket_count,
        min(tickets.created_at) as oldest_open_ticket_at
    from {{ ref('stg_zendesk__tickets') }} as tickets
    inner join links
        on
            tickets.organization_id_zendesk = links.record_id
            and links.system = 'zendesk'
    where tickets.is_open
    group by links.account_id
),

cases as (
    select
        links.account_id,
        count(*) as open_case_count
    from {{ ref('stg_salesforce__cases') }} as cases
    inner join links
        on
            cases.account_id_salesforce = links.record_id
            and links.system = 'salesforce'
    where not cases.is_deleted and not cases.is_closed
    group by links.account_id
),

-- Checkouts that were left are no orders.
orders as (
    select
        links.account_id,
        count(*) filter (
            where orders.status_id not in ({{ var('store_statuses_at_an_end') | join(', ') }})
        ) as open_order_count,
        max(orders.created_at) as last_ordered_at
    from {{ ref('stg_bigcommerce__orders') }} as orders
    inner join links
        on
            orders.customer_id_bigcommerce = links.record_id
            and links.system = 'bigcommerce'
    where not orders.is_left_checkout and not orders.is_archived
    group by links.account_id
),

differences as (
    select * from {{ ref('int_breaks__by_account') }}
),

customer_360 as (
    select
        accounts.account_id,
        accounts.name,
        accounts.is_customer,
        accounts.currency,
        accounts.domain,
        accounts.tax_id,
        accounts.account_id_salesforce,
        accounts.customer_id_netsuite,
        accounts.entity_id_netsuite,
        accounts.billing_account_id_gotransverse,
        accounts.organization_id_zendesk,
        accounts.company_id_hubspot,
        accounts.customer_id_bigcommerce,
        accounts.site_id_astea,
        contracts.contract_number,
        contracts.starts_on as contract_starts_on,
        contracts.ends_on as contract_ends_on,
        coalesce(contracts.contract_count, 0) as contract_count,
        coalesce(services.active_service_count, 0) as active_service_count,
        coalesce(services.suspended_service_count, 0) as suspended_service_count,
        services.services,
        mrr.mrr,
        mrr.mrr_by_currency,
        financials.balance,
        financials.overdue_balance,
        financials.days_overdue,
        financials.credit_hold,
        cast(coalesce(invoices.open_invoice_count, 0) as bigint) as open_invoice_count,
        invoices.first_due_on,
        invoices.open_invoices_by_currency,
        renewals.ends_on as next_term_ends_on,
        renewals.touch as next_renewal_touch,
        renewals.renewal_status as next_renewal_status,
        renewals.amount as next_renewal_amount,
        renewals.currency as next_renewal_currency,
        renewals.renewal_owner as next_renewal_owner,
        coalesce(tickets.open_ticket_count, 0) as open_ticket_count,
        tickets.oldest_open_ticket_at,
        coalesce(cases.open_case_count, 0) as open_case_count,
        coalesce(orders.open_order_count, 0) as open_order_count,
        orders.last_ordered_at,
        coalesce(differences.open_difference_count, 0) as open_difference_count,
        {{ as_of() }} as as_of
    from accounts
    left join contracts using (account_id)
    left join services using (account_id)
    left join mrr using (account_id)
    left join financials using (account_id)
    left join invoices using (account_id)
    left join renewals using (account_id)
    left join tickets using (account_id)
    left join cases using (account_id)
    left join orders using (account_id)
    left join differences using (account_id)
)

select * from customer_360
