{# A difference up to this much is none, in the currency of the amounts that are compared. #}
{% macro amount_tolerance() -%}
    cast('{{ var("amount_tolerance") }}' as decimal(18, 2))
{%- endmacro %}
