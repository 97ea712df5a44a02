{#
    Our key of an account: stable as long as the record that founds the account exists. `founder` is
    the system whose record founds it, the ERP's customer where there is one.
#}
{% macro account_id(founder, record_id) -%}
    'acc_' || substr(md5('{{ founder }}:' || {{ record_id }}), 1, 12)
{%- endmacro %}

{# The same, where the founder is in a column: the system, and the object where ids tell no more. #}
{% macro account_id_of(system, object, record_id) -%}
    'acc_' || substr(
        md5(
            case
                when {{ object }} = 'partner_clients' then 'hubspot_partner_clients'
                else {{ system }}
            end || ':' || {{ record_id }}
        ),
        1,
        12
    )
{%- endmacro %}

{# The fingerprint of a difference: the same difference found again has the same one. #}
{% macro break_id(recon, kind, left_record_id, right_record_id, field) -%}
    'brk_' || substr(
        md5(
            {{ recon }} || '|' || {{ kind }} || '|' || {{ left_record_id }} || '|'
            || {{ right_record_id }} || '|' || {{ field }}
        ),
        1,
        16
    )
{%- endmacro %}

{# Columns of a row as one short text: equal as long as none of them has changed. #}
{% macro fingerprint(columns) -%}
    md5(
        {%- for column in columns %}
            {{ "|| '|' || " if not loop.first }}coalesce({{ column }}, '')
        {%- endfor %}
    )
{%- endmacro %}
