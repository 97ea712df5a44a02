{# To the currency's smallest unit, half away from zero, as money that adds up. #}
{% macro money(amount, minor_unit_digits) -%}
    case
        when {{ minor_unit_digits }} = 0 then cast(round({{ amount }}, 0) as decimal(18, 2))
        else cast(round({{ amount }}, 2) as decimal(18, 2))
    end
{%- endmacro %}

{#
    An amount of one currency in another by the ERP's own rates, both against its base currency.
    The one division that money goes through; it is rounded here and nowhere else.
#}
{% macro converted(amount, base_units_from, base_units_to, minor_unit_digits) -%}
    {{ money(in_base_currency(amount, base_units_from) ~ " / " ~ base_units_to, minor_unit_digits) }}
{%- endmacro %}

{# The sum of the rows that meet the condition, nothing being 0.00: for what is known to be complete. #}
{% macro sum_where(amount, condition) -%}
    cast(coalesce(sum({{ amount }}) filter (where {{ condition }}), 0) as decimal(18, 2))
{%- endmacro %}

{#
    An amount in the base currency, to judge how large it is. Wider than money: DuckDB multiplies two
    decimals of up to 18 digits in 18 digits, and a large amount of a strong currency needs more.
#}
{% macro in_base_currency(amount, base_units) -%}
    cast({{ amount }} as decimal(28, 2)) * {{ base_units }}
{%- endmacro %}
