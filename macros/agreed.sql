{#
    What the ERP and billing say of one thing: the one where the other is silent, nothing where they
    contradict each other. A difference between the two books is a break for a person to settle, and no
    reason to change what a third system holds.
#}
{% macro agreed(erp, billing) -%}
    case
        when {{ billing }} is null then {{ erp }}
        when {{ erp }} is null or {{ erp }} = {{ billing }} then {{ billing }}
    end
{%- endmacro %}

{# The same, where a record without the value cannot be made: the ERP is asked first then. #}
{% macro agreed_or_first(erp, billing, is_there) -%}
    case
        when {{ is_there }} then {{ agreed(erp, billing) }}
        else coalesce({{ erp }}, {{ billing }})
    end
{%- endmacro %}
