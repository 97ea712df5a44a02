-- One row per difference found now in an invoice: against the ERP's copy, or within billing.
with

invoices as (
    select * from {{ ref('invoices') }}
    where verdict != 'agrees'
),

against_erp as (
    select
        *,
        case erp_verdict
            when 'not_in_billing' then 'missing_left'
            when 'not_in_erp' then 'missing_right'
            when 'twice_in_erp' then 'duplicate'
            when 'currency_differs' then 'currency'
            when 'month_differs' then 'timing'
            when 'rate_differs' then 'fx'
            else 'amount'
        end as kind,
        case erp_verdict
            when 'not_in_billing' then 'invoice'
            when 'not_in_erp' then 'invoice'
            when 'twice_in_erp' then 'invoice'
            when 'currency_differs' then 'currency'
            when 'month_differs' then 'invoice_date'
            when 'rate_differs' then 'exchange_rate'
            when 'open_amount_differs' then 'open_amount'
            else 'total'
        end as field,
        case erp_verdict
            when 'twice_in_erp' then copy_ids_netsuite
            else coalesce(invoice_id_netsuite, '')
        end as right_record_id,
        case erp_verdict
            when 'currency_differs' then currency
            when 'month_differs' then cast(dated_on_billing as string)
            when 'rate_differs' then cast(base_units_per_unit_in_table as string)
            when 'open_amount_differs' then cast(open_amount_billing as string)
            else cast(amount_billing as string)
        end as left_value,
        case erp_verdict
            when 'twice_in_erp' then cast(amount_erp + amount_erp_again as string)
            when 'currency_differs' then currency_erp
            when 'month_differs' then cast(dated_on_erp as string)
            when 'rate_differs' then cast(base_units_per_unit_erp as string)
            when 'open_amount_differs' then cast(open_amount_erp as string)
            else cast(amount_erp as string)
        end as right_value,
        case erp_verdict
            when 'not_in_billing' then -amount_erp
            when 'not_in_erp' then amount_billing
            when 'twice_in_erp' then -amount_erp_again
            when 'currency_differs' then amount_erp
            when 'rate_differs' then base_amount_expected - base_amount_erp
            when 'open_amount_differs' then open_amount_billing - open_amount_erp
            when 'amount_differs' then amount_billing - amount_erp
        end as difference,
        case erp_verdict
            when 'currency_differs' then currency_erp
            when 'rate_differs' then base_currency
            else currency
        end as money_in,
        case erp_verdict
            when 'not_in_billing'
                then
                    'NetSuite has it as ' || coalesce(transaction_number_netsuite, '')
                    || ' over ' || cast(amount_erp as string) || ' ' || currency_erp
                    || ', billing has no such invoice.'
            when 'not_in_erp'
                then
                    'billing made it over ' || cast(amount_billing as string) || ' ' || currency
                    || ' on ' || cast(dated_on_billing as string) || ', NetSuite does not have it.'
            when 'twice_in_erp'
                then
                    'NetSuite has it more than once, as documents ' || copy_ids_netsuite || ': '
                    || cast(amount_erp_again as string) || ' ' || currency_erp || ' too much.'
            when 'currency_differs'
                then
                    'it is in ' || currency || ' in billing and over '
                    || cast(amount_erp as string) || ' ' || currency_erp || ' in NetSuite.'
            when 'month_differs'
                then
                    'it is of ' || cast(dated_on_billing as string) || ' in billing and of '
                    || cast(dated_on_erp as string) || ' in NetSuite, another accounting month.'
            when 'rate_differs'
                then
                    'NetSuite books ' || cast(amount_erp as string) || ' ' || currency_erp
                    || ' as ' || cast(base_amount_erp as string) || ' ' || base_currency
                    || ', by its table of rates they are '
                    || cast(base_amount_expected as string) || ' ' || base_currency || '.'
            when 'open_amount_differs'
                then
                    cast(open_amount_billing as string) || ' ' || currency
                    || ' are open in billing, ' || cast(open_amount_erp as string) || ' '
                    || currency_erp || ' in NetSuite.'
            else
                'it comes to ' || cast(amount_billing as string) || ' ' || currency
                || ' in billing and to ' || cast(amount_erp as string) || ' ' || currency_erp
                || ' in NetSuite.'
        end as finding
    from invoices
    where erp_verdict not in ('agrees', 'set_aside')
),

within_billing as (
    select
        *,
        case items_verdict when 'header_differs' then 'control' else 'amount' end as kind,
        case items_verdict when 'header_differs' then 'amount' else 'proration' end as field,
        cast(amount_billing as string) as left_value,
        case items_verdict
            when 'header_differs' then cast(items_amount as string)
            else cast(items_amount_expected as string)
        end as right_value,
        case items_verdict
            when 'header_differs' then amount_billing - items_amount
            else items_amount - items_amount_expected
        end as difference,
        case items_verdict
            when 'header_differs'
                then
                    'its header says ' || cast(amount_billing as string) || ' ' || currency
                    || ', its items come to ' || cast(items_amount as string) || ' ' || currency
                    || '.'
            else
                'its items are billed with ' || cast(items_amount as string) || ' ' || currency
                || ', for the days that they are for it should be '
                || cast(items_amount_expected as string) || ' ' || currency || ' ('
                || proration_basis || ').'
        end as finding
    from invoices
    where items_verdict in ('header_differs', 'proration_differs')
),

found as (
    select
        kind,
        field,
        account_id,
        coalesce(invoice_id_gotransverse, '') as left_record_id,
        left_value,
        'netsuite' as right_system,
        'transaction' as right_object,
        right_record_id,
        right_value,
        difference,
        money_in,
        customer_name,
        invoice_number,
        finding
    from against_erp
    union all
    select
        kind,
        field,
        account_id,
        invoice_id_gotransverse as left_record_id,
        left_value,
        'gotransverse' as right_system,
        'invoices' as right_object,
        invoice_id_gotransverse as right_record_id,
        right_value,
        difference,
        currency as money_in,
        customer_name,
        invoice_number,
        finding
    from within_billing
    union all
    select
        'ambiguous' as kind,
        'payment' as field,
        account_id,
        invoice_id_gotransverse as left_record_id,
        cast(open_amount_billing as string) as left_value,
        'gotransverse' as right_system,
        'payments' as right_object,
        payment_ids_gotransverse as right_record_id,
        cast(open_amount_billing as string) as right_value,
        open_amount_billing as difference,
        currency as money_in,
        customer_name,
        invoice_number,
        'it is open with ' || cast(open_amount_billing as string) || ' ' || currency
        || ', and each of the payments ' || payment_ids_gotransverse
        || ', none of them applied, would settle it.' as finding
    from invoices
    where payment_ids_gotransverse is not null
),

int_breaks__invoices as (
    select
        'invoices' as recon,
        kind,
        field,
        account_id,
        'gotransverse' as left_system,
        'invoices' as left_object,
        left_record_id,
        left_value,
        right_system,
        right_object,
        right_record_id,
        right_value,
        cast(difference as decimal(18, 2)) as amount,
        case when difference is not null then money_in end as currency,
        coalesce(customer_name || ': ', '') || 'invoice ' || coalesce(invoice_number, '')
        || ': ' || coalesce(finding, 'its ' || field || ' differs.') as explanation
    from found
)

select * from int_breaks__invoices
