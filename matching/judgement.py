"""Which pairs are one firm beyond doubt, which are a person's to decide, and by what.

Between two files a record has one partner, unless a key or an address says that several are one:
of two candidates that are equally good neither is confirmed.
"""

import duckdb

from matching.likeness import NAMES, NOT_ANOTHER_TOWN, OTHER_NUMBERS, PLACES, WITHIN


def judge(
    connection: duckdb.DuckDBPyConnection,
    *,
    is_one_file: bool,
    confirmed_from: float,
    is_many_to_one: bool = False,
) -> None:
    """Make `judged` from `scored` and `records`: the pairs that are linked, in the files' order.

    With `is_many_to_one` several records of one file may each have the same partner in the other.
    """
    sides = ("l.", "", "r.", "")
    connection.execute(
        _JUDGED.format(
            names=NAMES.format(*sides),
            places=PLACES.format(*sides),
            in_town=NOT_ANOTHER_TOWN.format(*sides),
            within=WITHIN.format(*sides),
            other_numbers=OTHER_NUMBERS.format(*sides),
        ),
        {
            "confirmed_from": confirmed_from,
            "is_one_file": is_one_file,
            "is_many_to_one": is_many_to_one,
        },
    )


_JUDGED = """
create or replace table judged as
with pairs as (
    select
        scored.*,
        l.source_dataset as left_file, l.row as left_row, l.id as left_key, l.name as left_name,
        r.source_dataset as right_file, r.row as right_row, r.id as right_key, r.name as right_name,
        coalesce(l.compact = r.compact, false) as is_name_same,
        case when l.compact = r.compact then 1 else coalesce({names}, 0) end as name_likeness,
        coalesce(l.house_number = r.house_number, false) as is_number_same,
        {in_town} as is_in_town,
        coalesce({places}, 0) as place_likeness,
        coalesce({within}, 0) as containment,
        coalesce(l.rarity, 0) as rarity,
        greatest(l.namesakes, r.namesakes) as namesakes,
        coalesce({other_numbers}, false) as has_other_numbers,
        coalesce(l.numbers = r.numbers, false) as has_same_numbers,
        coalesce(l.form = r.form, true) as is_form_same,
        coalesce(l.tax_id = r.tax_id, false) as is_tax_id_same,
        coalesce(l.domain = r.domain, false) as is_domain_same,
        coalesce(l.phone = r.phone, false) as is_phone_same,
        coalesce(l.postal_code = r.postal_code, false) as is_postal_code_same,
        coalesce(l.city = r.city, false) as is_city_same,
        coalesce(l.street, l.postal_code, l.city) is not null
            and coalesce(r.street, r.postal_code, r.city) is not null as is_place_known,
        coalesce(l.house_number != r.house_number and l.phone != r.phone, false)
            as is_another_house,
        least(length(l.compact), length(r.compact)) < 9 as is_short,
        l.tax_id, l.domain, l.phone, l.postal_code, l.city, l.street, l.name_key
    from scored
    inner join records as l on scored.left_id = l.unique_id
    inner join records as r on scored.right_id = r.unique_id
),
known as (
    select
        *,
        is_number_same and place_likeness >= 0.75 and (is_in_town or is_phone_same)
            as is_address_same,
        is_number_same and place_likeness >= 0.75 and is_in_town or is_phone_same or is_tax_id_same
            as has_key,
        not (is_phone_same or is_domain_same or is_postal_code_same or is_number_same)
            and is_place_known and (not is_city_same or is_another_house) as is_elsewhere
    from pairs
    where is_tax_id_same or not has_other_numbers
),
-- What may be confirmed: names nearly the same with nothing against them, or less with a key.
fit as (
    select
        *,
        case
            when name_likeness >= 0.5 and (is_tax_id_same or is_phone_same and is_address_same)
                then true
            when has_key and (containment >= 0.95 or name_likeness >= 0.65)
                and (is_city_same or is_postal_code_same or is_number_same or not is_place_known)
                then has_same_numbers
            when name_likeness < 0.8 or not has_same_numbers or is_short and name_likeness < 0.9
                then false
            when is_elsewhere
                then is_name_same and is_form_same and rarity >= 14 and namesakes <= 1
            else is_form_same or has_key or is_postal_code_same or is_domain_same
        end as is_fit,
        has_key and (name_likeness >= 0.8 or containment >= 0.95) as is_sure
    from known
    where
        (not is_elsewhere or rarity >= 14 and name_likeness >= 0.93 and namesakes <= 2)
        and (name_likeness >= 0.4 or name_likeness >= 0.2 and is_phone_same and is_address_same)
),
ranked as (
    select
        *,
        rank() over left_side as left_rank, rank() over right_side as right_rank,
        count(*) over (partition by left_id, right_file, probability) as left_equals,
        count(*) over (partition by right_id, left_file, probability) as right_equals
    from fit
    window
        left_side as (partition by left_id, right_file order by probability desc),
        right_side as (partition by right_id, left_file order by probability desc)
),
standing as (
    select
        *,
        case
            when probability < $confirmed_from or not is_fit then 'proposed'
            when $is_one_file or is_sure then 'confirmed'
            when left_rank = 1 and right_rank = 1 and left_equals = 1 and right_equals = 1
                then 'confirmed'
            else 'proposed'
        end as status
    from ranked
)
select
    left_file, left_row, left_key, left_name, right_file, right_row, right_key, right_name, status,
    case
        when is_tax_id_same then 'tax_id'
        when is_domain_same then 'domain'
        when is_phone_same then 'phone'
        when is_name_same and is_address_same then 'name_and_street'
        when is_name_same and is_postal_code_same then 'name_and_postal_code'
        when is_name_same and is_city_same then 'name_and_city'
        when is_name_same then 'name'
        else 'likeness'
    end as rule,
    probability,
    concat_ws(
        ', ',
        case
            when is_name_same then 'both are ' || name_key
            else 'names alike ' || cast(cast(round(name_likeness, 2) as decimal(3, 2)) as varchar)
        end,
        'tax id ' || case when is_tax_id_same then tax_id end,
        'domain ' || case when is_domain_same then domain end,
        'telephone …' || case when is_phone_same then right(phone, 4) end,
        'at ' || case when is_address_same then street end,
        'postal code ' || case when is_postal_code_same then postal_code end,
        'in ' || case when is_city_same then city end
    ) as evidence
from standing
-- what is confirmed with a file leaves no room for a second guess in it
where status = 'confirmed' or $is_one_file
    or left_rank = 1 and left_equals <= 3
        and ($is_many_to_one or right_rank = 1 and right_equals <= 3)
qualify $is_one_file or status = 'confirmed' or not (
    bool_or(status = 'confirmed') over (partition by left_id, right_file)
    or bool_or(status = 'confirmed') over (partition by right_id, left_file)
)
order by left_file, left_row, right_file, right_row
"""
