"""What two records must have in common to be compared at all, and what each word is worth."""

import duckdb

from matching.forms import EVERYDAY

SHARED_BY_AT_MOST = 40
"""Records that have a key in common, beyond which it finds nobody: so nothing explodes."""
_BUDGET = 4_000_000
"""So many pairs may come of keys that more share: whole names, telephones, and few names' words."""
_EVERYDAY_SHARE = 0.02
_WORLD = 5_000
"""A list is weighed as if it stood in one of so many firms, where everyday words are common."""


def count_words(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `word_counts` and `name_count` from `given`.

    By name, not by record: a firm that is listed a thousand times is still one.
    """
    connection.execute(_COUNTED)


def weigh(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `records` from `given`, with the weights of its words and its keys.

    How rare a word is, say `word_counts` (`word`, `amount`) and `name_count` (`amount` of all).
    """
    connection.execute("create or replace table everyday (word varchar)")
    connection.executemany("insert into everyday values (?)", [[word] for word in sorted(EVERYDAY)])
    connection.execute(
        _WEIGHED.format(world=_WORLD, share=_EVERYDAY_SHARE, place_world=_WORLD // 10)
    )
    connection.execute(_KEYS.format(many=SHARED_BY_AT_MOST, budget=_BUDGET))


_COUNTED = """
create or replace table word_counts as
select word, count(distinct compact) as amount
from (
    select compact, unnest(words) as word from given
    union all
    select compact, unnest(other_words) as word from given
)
group by word;

create or replace table name_count as select count(distinct compact) as amount from given
"""

# A word counts by how rare it is: what two names share is worth little where many share it.
_WEIGHED = """
create or replace table named as
select unique_id, compact, unnest(list_distinct(list_concat(words, coalesce(other_words, []))))
    as word
from given;

create or replace table weights as
select
    named.word,
    ln(
        ((select amount from name_count) + {world})
        / (
            coalesce(any_value(word_counts.amount), 1)
            + case when any_value(everyday.word) is null then 1 else {share} * {world} end
        )
    ) as weight
from named
left join word_counts on named.word = word_counts.word
left join everyday on named.word = everyday.word
group by named.word;

create or replace table placed as
select unique_id, unnest(place_words) as word from given;

create or replace table place_weights as
select word, ln((select count(*) + {place_world} from given) / (count(*) + 1)) as weight
from placed group by word;

create or replace table rarest as
select unique_id, compact, word, weight, row_number() over (
    partition by unique_id order by weight desc, length(word) desc, word
) as place
from named inner join weights using (word);

create or replace table weighed as
with sums as (
    select unique_id, map_from_entries(list((word, weight::float))) as weights
    from rarest group by unique_id
),
place_sums as (
    select unique_id, map_from_entries(list((word, weight::float))) as place_weights
    from placed inner join place_weights using (word) group by unique_id
),
-- A name at several places is a chain's, and says less.
counts as (
    select compact, max(amount) as namesakes from (
        select
            compact,
            count(distinct coalesce(house_number || ' ', '') || coalesce(postal_code, city))
                as amount
        from given where compact is not null
        group by compact, source_dataset
    ) group by compact
),
-- A telephone or a site of many houses is an agency's, a chain's, a group's.
phones as (
    select phone, count(distinct house_number) as phone_places from given
    where phone is not null group by phone
),
domains as (
    select domain, count(distinct compact[:6]) as domain_places from given
    where domain is not null group by domain
)
select
    given.*,
    list_transform(given.words, lambda word: sums.weights[word]) as weights,
    list_sum(list_transform(given.words, lambda word: sums.weights[word])) as rarity,
    list_transform(given.other_words, lambda word: sums.weights[word]) as other_weights,
    list_sum(list_transform(given.other_words, lambda word: sums.weights[word])) as other_rarity,
    list_transform(given.place_words, lambda word: place_sums.place_weights[word])
        as place_weights,
    list_sum(list_transform(given.place_words, lambda word: place_sums.place_weights[word]))
        as place_sum,
    coalesce(counts.namesakes, 0) as namesakes,
    phones.phone_places,
    domains.domain_places
from given
left join sums using (unique_id)
left join place_sums using (unique_id)
left join counts on given.compact = counts.compact
left join phones using (phone)
left join domains using (domain)
"""

# Letters say which sort of key it is, so that a telephone is never a tax id.
_KEYS = """
create or replace table keyed as
with rare as (
    select rarest.*, given.city, given.postal_code, given.house_number, given.first_long
    from rarest inner join (
        select *, list_filter(place_words, lambda word: length(word) > 3 and not
            regexp_matches(word, '\\d'))[1] as first_long
        from given
    ) as given using (unique_id)
    where rarest.place <= 4
),
pairs as (
    select unique_id, string_agg(word, '|' order by word) as word
    from rarest where place <= 2 group by unique_id having count(*) = 2
),
keys as (
    select unique_id, 'n' || compact as key, true as is_one from given
    union all
    select unique_id, 'n' || list_aggregate(other_words, 'string_agg', ''), true from given
    where other_words is not null
    union all
    select unique_id, 'i' || tax_id, true from given
    union all
    select unique_id, 'p' || phone, true from given
    union all
    select unique_id, 'd' || domain, true from given
    union all
    select unique_id, 't' || word, false from rare where place <= 3
    union all
    select unique_id, 's' || word[1] || regexp_replace(word[2:], '[AEIOUYH]', '', 'g'), false
    from rare where place <= 2 and length(word) >= 5
    union all
    select unique_id, 'x' || word[:4] || '|' || coalesce(postal_code, city), false
    from rare where place <= 2 and length(word) >= 4
    union all
    select unique_id, 'y' || word[:5], false from rare where place = 1 and length(word) >= 6
    union all
    select unique_id, 'z' || word[-5:], false from rare where place = 1 and length(word) >= 7
    union all
    select unique_id, 'q' || word, false from pairs
    union all
    select unique_id, 'r' || word || '|' || postal_code, false from rare
    union all
    select unique_id, 'r' || word || '|' || city, false from rare where place <= 2
    union all
    select unique_id, 'h' || word || '|' || house_number, false from rare
    union all
    select unique_id, 'c' || compact[:7], false from given where length(compact) >= 7
    union all
    select unique_id, 'c' || words[1] || '|' || city, false from given
    union all
    select unique_id, 'a' || house_number || '|' || postal_code, false from given
    union all
    select unique_id, 'a' || house_number || '|' || city, false from given
    union all
    select unique_id, 'w' || house_number || '|' || first_long, false from rare where place = 1
),
counted as (
    select
        key,
        bool_or(is_one) as is_one,
        count(distinct unique_id) as amount,
        count(distinct compact) as name_count
    from keys inner join given using (unique_id)
    where key is not null
    group by key having amount > 1
),
-- The rarest first, and of those that very many have no more than there is time for.
budgeted as (
    select key from counted
    where amount <= {many}
    union all
    select key from (
        select key, sum(amount * amount) over (order by amount, key) as pairs
        from counted where amount > {many} and (is_one or name_count <= {many})
    ) where pairs <= {budget}
)
select unique_id, list(distinct key order by key) as keys
from keys inner join budgeted using (key)
group by unique_id;

create or replace table records as
select weighed.*, keyed.keys from weighed inner join keyed using (unique_id)
"""
