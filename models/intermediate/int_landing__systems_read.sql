{% set systems = [
    'astea',
    'bigcommerce',
    'gotransverse',
    'hubspot',
    'netsuite',
    'salesforce',
    'zendesk',
] %}

-- One row per system that was ever read: of one that nobody set up, nothing can be missing.
with

extractions as (
    {% for system in systems %}
        select
            '{{ system }}' as system,
            status
        from {{ source(system, 'extractions') }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

int_landing__systems_read as (
    select distinct system
    from extractions
    where status = 'fresh'
)

select * from int_landing__systems_read
