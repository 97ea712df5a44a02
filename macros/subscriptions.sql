{#
    One word for what billing, the ERP and the CRM call the state of a service. Their words never mean two
    things, so one map is enough. Source: docs/differences.md §4.
#}
{% macro canonical_status(status) -%}
    case
        when {{ status }} in ('PENDING', 'SCHEDULED', 'PENDING_ACTIVATION', 'New') then 'scheduled'
        when {{ status }} in ('TRIAL', 'ACTIVE', 'In Service') then 'active'
        when {{ status }} in ('SUSPENDED', 'Suspended') then 'suspended'
        when {{ status }} in ('DEACTIVATED', 'CANCELED', 'TRANSFERRED', 'REPLACED') then 'ended'
        when {{ status }} in ('TERMINATED', 'CLOSED') then 'ended'
        when {{ status }} in ('Expired', 'Canceled', 'Canceled for Non-Pay') then 'ended'
        when {{ status }} = 'Draft' or {{ status }} = 'DRAFT' then 'draft'
        else 'unknown'
    end
{%- endmacro %}

{# What happens at the end of an agreement of billing, in the CRM's words; null where it has none. #}
{% macro renewal_type_of(end_action) -%}
    case
        when {{ end_action }} = 'RENEW_AGREEMENT' then 'Auto-Renew'
        when {{ end_action }} = 'CHANGE_AGREEMENT' then 'High Touch'
        when {{ end_action }} = 'SERVICE_ONLY' then 'Month-To-Month'
        when {{ end_action }} = 'DEACTIVATE_SERVICE' then 'Expires'
    end
{%- endmacro %}

{#
    How many months a recurring price is for, in the words of billing and of the ERP; null for days, weeks
    and bill cycles, which are no whole months: what such a price comes to a month is then unknown.
#}
{% macro months_in(period) -%}
    case
        when {{ period }} in ('MONTH', 'MONTHLY') then 1
        when {{ period }} in ('QUARTER', 'QUARTERLY') then 3
        when {{ period }} = 'FOURMONTHS' then 4
        when {{ period }} in ('TWICEAYEAR', 'SEMIANNUALLY') then 6
        when {{ period }} in ('YEAR', 'ANNUALLY') then 12
        when {{ period }} = 'TWOYEARS' then 24
        when {{ period }} = 'THREEYEARS' then 36
        when {{ period }} = 'FOURYEARS' then 48
        when {{ period }} = 'FIVEYEARS' then 60
    end
{%- endmacro %}

{# Whether a price is paid once: billing then names no period. #}
{% macro is_once(period) -%}
    (coalesce({{ period }}, 'ONE_TIME') = 'ONE_TIME')
{%- endmacro %}

{# The sum of what is known in full; unknown where one of the amounts is. #}
{% macro complete_sum(amount, type='decimal(18, 2)') -%}
    cast(case when count(*) = count({{ amount }}) then sum({{ amount }}) end as {{ type }})
{%- endmacro %}

{#
    A division of money to six places, to be added up and rounded to those of the currency afterwards.
    The one place where a rate or a share is made.
#}
{% macro share_of(amount, parts) -%}
    cast(round({{ amount }} / {{ parts }}, 6) as decimal(18, 6))
{%- endmacro %}

{# Whether a price that runs from a day to a day, both included, is in force on one. #}
{% macro in_force(starts_on, ends_on, day) -%}
    ({{ starts_on }} <= {{ day }} and ({{ ends_on }} is null or {{ ends_on }} >= {{ day }}))
{%- endmacro %}

{#
    The two systems between which a value is told to differ: the odd one of three and the first of the
    other two, in the order billing, ERP, CRM; of three different ones the first two. `agree` where there
    is nothing to tell. Unknown is a value like any other.
#}
{% macro pair_that_differs(billing, erp, crm) -%}
    case
        when ({{ billing }} is not distinct from {{ erp }})
            and ({{ billing }} is not distinct from {{ crm }}) then 'agree'
        when ({{ billing }} is not distinct from {{ erp }}) then 'billing_crm'
        else 'billing_erp'
    end
{%- endmacro %}

{# The same for a value that billing may lack, which then takes no part. #}
{% macro pair_that_differs_where_known(billing, erp, crm) -%}
    case
        when {{ billing }} is not null then {{ pair_that_differs(billing, erp, crm) }}
        when ({{ erp }} is distinct from {{ crm }}) then 'erp_crm'
        else 'agree'
    end
{%- endmacro %}

{# Of a pair of systems the left one's value, and the right one's. #}
{% macro left_of(pair, billing, erp) -%}
    case when {{ pair }} = 'erp_crm' then {{ erp }} else {{ billing }} end
{%- endmacro %}

{% macro right_of(pair, erp, crm) -%}
    case when {{ pair }} = 'billing_erp' then {{ erp }} else {{ crm }} end
{%- endmacro %}

{#
    Our key of a line of a subscription: made from the first record of it in the order billing, ERP, CRM,
    and the same as long as that record exists.
#}
{% macro subscription_id(service_id, record_id_netsuite, subscription_id_salesforce) -%}
    'sub_' || substr(
        md5(
            coalesce(
                'gotransverse:' || {{ service_id }},
                'netsuite:' || {{ record_id_netsuite }},
                'salesforce:' || {{ subscription_id_salesforce }}
            )
        ),
        1,
        12
    )
{%- endmacro %}

{# Our key of a term of a subscription that ends. #}
{% macro renewal_id(subscription_id_netsuite, ends_on) -%}
    'ren_' || substr(md5({{ subscription_id_netsuite }} || ':' || cast({{ ends_on }} as string)), 1, 12)
{%- endmacro %}

{# Our key of a product: of billing, which is the master, or of the CRM where billing has none. #}
{% macro product_id(product_id_gotransverse, product_id_salesforce) -%}
    'prd_' || substr(
        md5(
            coalesce(
                'gotransverse:' || {{ product_id_gotransverse }},
                'salesforce:' || {{ product_id_salesforce }}
            )
        ),
        1,
        12
    )
{%- endmacro %}

{# What one system says of what differs in a line of a subscription, as text. Of a row of subscriptions. #}
{% macro line_says(sku, currency, status, ends_on, renewal_type, quantity, mrr) -%}
    case
        when verdict = 'product_differs' then {{ sku }}
        when verdict = 'currency_differs' then {{ currency }}
        when verdict = 'status_differs' then {{ status }}
        when verdict in ('term_differs', 'outlives_its_base')
            then coalesce(cast({{ ends_on }} as string), 'never')
        when verdict = 'renewal_type_differs' then {{ renewal_type }}
        when verdict = 'quantity_differs'
            then replace(cast(cast({{ quantity }} as decimal(18, 2)) as string), '.00', '')
        else cast({{ mrr }} as string)
    end
{%- endmacro %}

{# What a system calls the records that a line of a subscription is. #}
{% macro object_of_line(system) -%}
    case when {{ system }} = 'gotransverse' then 'services' else 'subscription' end
{%- endmacro %}
