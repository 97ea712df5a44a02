{#
    How soon a person should look. A hold that is wrong stops or lets through orders today: high. An
    amount is judged in the base currency. Whatever keeps a customer from being written: medium.
#}
{% macro break_severity(kind, base_amount) -%}
    case
        when {{ kind }} = 'status' then 'high'
        when abs({{ base_amount }}) >= cast('{{ var("high_severity_from") }}' as decimal(18, 2)) then 'high'
        when abs({{ base_amount }}) >= cast('{{ var("medium_severity_from") }}' as decimal(18, 2))
            then 'medium'
        when {{ kind }} in ('missing_right', 'mapping', 'duplicate', 'ambiguous') then 'medium'
        else 'low'
    end
{%- endmacro %}
