{#
    The lines of an order as one text in JSON, the form in which the billing system's client shows and
    takes them: all keys in this order, without blanks, numbers as text with two places at least.
    Source: systems/gotransverse/items.py.
#}
{% macro order_items_json() -%}
    '[' || string_agg(
        '{"product_id":"' || product_id_gotransverse || '","price_id":'
        || case when is_once then 'null' else '"' || product_price_id_gotransverse || '"' end
        || ',"quantity":"' || cast(cast(quantity as decimal(18, 2)) as string) || '"'
        || ',"recurring_unit_price":'
        || case
            when is_once or unit_price = 0 then 'null'
            else '"' || cast(cast(unit_price as decimal(18, 2)) as string) || '"'
        end
        || ',"unit_price":'
        || case
            when is_once and unit_price != 0
                then '"' || cast(cast(unit_price as decimal(18, 2)) as string) || '"'
            else 'null'
        end
        || ',"agreement_id":'
        || coalesce('"' || agreement_id_gotransverse || '"', 'null')
        || ',"effective_on":null}',
        ',' order by order_line_number
    ) || ']'
{%- endmacro %}
