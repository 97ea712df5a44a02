{#
    Which versions a table was made of, and its own, in tables of the warehouse that `tieout/versions.py`
    makes and says more of. Where they are not there, as under dbt alone, every table is made.
#}

{#
    What is known of the table that is to be made: whether it is `made` of what is there now, whether
    it is `read` by another, and the `version` and the `rows_sum` that it has, where it has one.
#}
{% macro what_stands(relation) -%}
    {%- set nothing = {'is_kept': false, 'is_made': false, 'is_read': false, 'version': none} -%}
    {%- set state = target.schema -%}
    {%- if not adapter.get_relation(target.database, state, '_made_from') -%}
        {{ return(nothing) }}
    {%- endif -%}
    {%- set known -%}
        select
            (
                select bool_and(now.version is not distinct from made_from.version)
                    and count(now.version) = count(*) and count(*) > 0
                from {{ state }}._reads as reads
                left join {{ state }}._versions as now on reads.input = now.node
                left join {{ state }}._made_from as made_from
                    on reads.node = made_from.node and reads.input = made_from.input
                where reads.node = '{{ model.unique_id }}'
            ),
            (select count(*) > 0 from {{ state }}._reads where input = '{{ model.unique_id }}'),
            (select version from {{ state }}._versions where node = '{{ model.unique_id }}'),
            (select rows_sum from {{ state }}._versions where node = '{{ model.unique_id }}')
    {%- endset -%}
    {%- set is_made, is_read, version, rows_sum = run_query(known).rows[0].values() -%}
    {%- if relation is none or relation.type != 'table' -%}
        {%- set is_made, version = false, none -%}
    {%- endif -%}
    {%- if version and is_read and not is_made and not rows_sum -%}
        {%- set rows_sum = run_query('select ' ~ sum_of_rows(relation)).rows[0][0] -%}
    {%- endif -%}
    {{ return({
        'is_kept': true, 'is_made': is_made, 'is_read': is_read, 'version': version,
        'rows_sum': rows_sum
    }) }}
{%- endmacro %}

{# What dbt is told of a table that nothing was done to. #}
{% macro left_as_it_was(relation) -%}
    {% call noop_statement('main', 'UNCHANGED', 'UNCHANGED') -%}{%- endcall %}
    {{ return({'relations': [relation]}) }}
{%- endmacro %}

{# Say what the table was made of; and that it is another one, unless its rows are those of before. #}
{% macro note_version(relation, before) -%}
    {%- if not before.is_kept -%}{{ return(none) }}{%- endif -%}
    {%- set node = model.unique_id -%}
    {%- set state = target.schema -%}
    {% call statement('noted') -%}
        delete from {{ state }}._made_from where node = '{{ node }}';
        insert into {{ state }}._made_from
        select reads.node, reads.input, now.version
        from {{ state }}._reads as reads
        left join {{ state }}._versions as now on reads.input = now.node
        where reads.node = '{{ node }}';
        {% if before.is_read and not before.version -%}
            delete from {{ state }}._versions where node = '{{ node }}';
            insert into {{ state }}._versions values ('{{ node }}', cast(uuid() as varchar), null);
        {% elif before.is_read -%}
            update {{ state }}._versions
            set
                version = case
                    when after.rows_sum = '{{ before.rows_sum }}' then version
                    else cast(uuid() as varchar)
                end,
                rows_sum = after.rows_sum
            from (select {{ sum_of_rows(relation) }} as rows_sum) as after
            where node = '{{ node }}';
        {%- endif %}
    {%- endcall %}
{%- endmacro %}

{# How many rows there are and what they come to, in whatever order: equal for equal rows. #}
{% macro sum_of_rows(relation) -%}
    (select count(*) || ' rows of ' || coalesce(sum(hash(it)), 0) from {{ relation }} as it)
{%- endmacro %}
