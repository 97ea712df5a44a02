{# The portable subset's few exceptions: one macro each, dispatched by engine. #}

{% macro replace_all(text, pattern, by) -%}
    {{ return(adapter.dispatch('replace_all')(text, pattern, by)) }}
{%- endmacro %}

{# DuckDB replaces the first match only, unless told otherwise. #}
{% macro duckdb__replace_all(text, pattern, by) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ by }}', 'g')
{%- endmacro %}

{% macro default__replace_all(text, pattern, by) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ by }}')
{%- endmacro %}


{% macro first_in_json_list(column) -%}
    {{ return(adapter.dispatch('first_in_json_list')(column)) }}
{%- endmacro %}

{% macro duckdb__first_in_json_list(column) -%}
    json_extract_string({{ column }}, '$[0]')
{%- endmacro %}

{% macro default__first_in_json_list(column) -%}
    get_json_object({{ column }}, '$[0]')
{%- endmacro %}


{% macro json_text(column, name) -%}
    {{ return(adapter.dispatch('json_text')(column, name)) }}
{%- endmacro %}

{% macro duckdb__json_text(column, name) -%}
    json_extract_string({{ column }}, '$.{{ name }}')
{%- endmacro %}

{% macro default__json_text(column, name) -%}
    get_json_object({{ column }}, '$.{{ name }}')
{%- endmacro %}


{# All values of a group in one text, ascending by length and then by text: so ids come in number order. #}
{% macro joined(column) -%}
    {{ return(adapter.dispatch('joined')(column)) }}
{%- endmacro %}

{% macro duckdb__joined(column) -%}
    string_agg({{ column }}, ',' order by length({{ column }}), {{ column }})
{%- endmacro %}

{% macro default__joined(column) -%}
    array_join(
        transform(
            array_sort(collect_list(struct(length({{ column }}) as size, {{ column }} as value))),
            pair -> pair.value
        ),
        ','
    )
{%- endmacro %}


{% macro without_accents(text) -%}
    {{ return(adapter.dispatch('without_accents')(text)) }}
{%- endmacro %}

{% macro duckdb__without_accents(text) -%}
    strip_accents({{ text }})
{%- endmacro %}

{# The letters of western Europe, the only ones that are asked for there. #}
{% macro default__without_accents(text) -%}
    translate(
        {{ text }},
        'àáâãäåçèéêëìíîïñòóôõöùúûüýÿšžÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝŸŠŽ',
        'aaaaaaceeeeiiiinooooouuuuyyszAAAAAACEEEEIIIINOOOOOUUUUYYSZ'
    )
{%- endmacro %}


{# All values of a group in one text for people, in alphabetical order. #}
{% macro listed(column) -%}
    {{ return(adapter.dispatch('listed')(column)) }}
{%- endmacro %}

{% macro duckdb__listed(column) -%}
    string_agg({{ column }}, '; ' order by {{ column }})
{%- endmacro %}

{% macro default__listed(column) -%}
    array_join(array_sort(collect_list({{ column }})), '; ')
{%- endmacro %}


{# Amounts by currency as a JSON object, an amount being text so that nobody makes a float of it. #}
{% macro by_currency(currency, amount) -%}
    {{ return(adapter.dispatch('by_currency')(currency, amount)) }}
{%- endmacro %}

{% macro duckdb__by_currency(currency, amount) -%}
    '{' || string_agg(
        '"' || {{ currency }} || '": "' || cast({{ amount }} as string) || '"',
        ', ' order by {{ currency }}
    ) || '}'
{%- endmacro %}

{% macro default__by_currency(currency, amount) -%}
    concat(
        '{',
        array_join(
            array_sort(
                collect_list(concat('"', {{ currency }}, '": "', cast({{ amount }} as string), '"'))
            ),
            ', '
        ),
        '}'
    )
{%- endmacro %}

{# The lines of one text that the other does not have, in their order; empty where it has them all. #}
{% macro lines_missing_in(text, other) -%}
    {{ return(adapter.dispatch('lines_missing_in')(text, other)) }}
{%- endmacro %}

{% macro duckdb__lines_missing_in(text, other) -%}
    array_to_string(
        list_filter(
            string_split(replace(coalesce({{ text }}, ''), chr(13), ''), chr(10)),
            lambda line: trim(line) != ''
            and not list_contains(
                string_split(replace(coalesce({{ other }}, ''), chr(13), ''), chr(10)), line
            )
        ),
        chr(10)
    )
{%- endmacro %}

{% macro default__lines_missing_in(text, other) -%}
    array_join(
        array_except(
            split(coalesce({{ text }}, ''), '\n'), split(coalesce({{ other }}, ''), '\n')
        ),
        '\n'
    )
{%- endmacro %}
