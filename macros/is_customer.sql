{# Somebody we sell to: past lead and prospect, and not retired. Of a row of stg_netsuite__customers. #}
{% macro is_customer() -%}
    (stage = 'Customer' and not is_inactive)
{%- endmacro %}
