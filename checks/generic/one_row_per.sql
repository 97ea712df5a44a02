{#
    The grain of a model: its key is there, and once. Guards against a join that fans out and against a
    record without a name. `columns` is the key, one column or several.
#}
{% test one_row_per(model, columns) %}
    select
        {{ columns | join(', ') }},
        count(*) as row_count
    from {{ model }}
    group by {{ columns | join(', ') }}
    having
        count(*) > 1
        {% for column in columns %}
            or {{ column }} is null
        {% endfor %}
{% endtest %}
