{# Our key of an invoice, made from the record of billing, or of the ERP where billing has none. #}
{% macro invoice_id(founder, record_id) -%}
    'inv_' || substr(md5('{{ founder }}:' || {{ record_id }}), 1, 12)
{%- endmacro %}

{# Our key of an order, made from the order of the web store. #}
{% macro order_id(founder, record_id) -%}
    'ord_' || substr(md5('{{ founder }}:' || {{ record_id }}), 1, 12)
{%- endmacro %}
