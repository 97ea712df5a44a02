{#
    Why new orders of a customer are held, or would be. The order is the rule: a person's word first,
    then the limit, then the days. An empty limit is no limit. `days` holds from the given day on.
#}
{% macro credit_hold_reason(override, credit_limit, balance, unbilled_orders, days_overdue) -%}
    case
        when {{ override }} = 'ON' then 'manual'
        when {{ override }} = 'OFF' then 'override'
        when '{{ var("credit_hold_handling") }}' = 'ignore' then 'none'
        when {{ credit_exposure(balance, unbilled_orders) }} > {{ credit_limit }} then 'limit'
        when {{ days_overdue }} >= {{ var("days_overdue_for_hold") }} then 'days'
        else 'none'
    end
{%- endmacro %}

{# What counts against the credit limit, in the customer's currency. #}
{% macro credit_exposure(balance, unbilled_orders) -%}
    {%- if var("credit_limit_includes_orders") -%}
        ({{ balance }} + {{ unbilled_orders }})
    {%- else -%}
        {{ balance }}
    {%- endif -%}
{%- endmacro %}

{# A manual hold holds always; a limit or days only where the company enforces holds. Unknown stays so. #}
{% macro is_held(reason) -%}
    case
        when {{ reason }} = 'manual' then true
        when {{ reason }} in ('limit', 'days') then {{ var("credit_hold_handling") == "enforce" }}
        when {{ reason }} is not null then false
    end
{%- endmacro %}

{# Where the company only warns, what would have held. #}
{% macro is_warned(reason) -%}
    case
        when {{ reason }} in ('limit', 'days') then {{ var("credit_hold_handling") == "warn" }}
        when {{ reason }} is not null then false
    end
{%- endmacro %}
