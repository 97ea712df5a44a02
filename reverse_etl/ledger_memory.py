"""The questions that a plan asks of the ledger, in SQL.

A ledger has years of writes. What is asked is answered as the view `entries` would, but of all that
was decided only what belongs to the records asked for is put in order. A record's lines are known
by the id that it had when they were sent, or by the id that it got.
"""

_TEXTS = """unnest(from_json_strict(?, '["varchar"]'))"""

# the latest word on `lines`, of one object
_MINE = """
    decided as (
        select *
        from outcomes
        semi join lines using (batch_id, position)
        qualify row_number() over (
            partition by batch_id, position order by decided_at desc, outcomes.rowid desc
        ) = 1
    ),

    mine as (
        select
            batch_id, batches.intended_at, lines.external_id, lines.field, lines.after,
            coalesce(decided.record_id, lines.record_id) as record_id,
            coalesce(decided.outcome, 'unknown') as outcome,
            coalesce(decided.error_code, '') as error_code,
            coalesce(decided.error_text, '') as error_text,
            coalesce(decided.may_retry, false) as may_retry,
            decided.decided_at
        from lines
        inner join batches using (batch_id)
        left join decided using (batch_id, position)
        where batches.system = ? and batches.object = ?
    )
"""

# takes record ids, fields and what they hold, as long as each other, then a system and an object
WRITTEN_OTHERWISE = f"""
    with found as materialized (
        select {_TEXTS} as record_id, {_TEXTS} as field, {_TEXTS} as held
    ),

    theirs as materialized (
        select distinct record_id from found
    ),

    made as (
        select batch_id, position from outcomes where record_id in (select record_id from theirs)
    ),

    lines as materialized (
        select batch_id, position, record_id, external_id, field, after
        from writes
        where record_id in (select record_id from theirs)
        union all
        select batch_id, position, record_id, external_id, field, after
        from writes
        semi join made using (batch_id, position)
        anti join theirs using (record_id)
    ),

    {_MINE},

    written as (
        select record_id, field, after, decided_at
        from mine
        where outcome = 'written'
        qualify row_number() over (
            partition by record_id, field order by intended_at desc, batch_id desc
        ) = 1
    ),

    in_doubt as (
        select record_id, field, list(after) as sent
        from mine
        where outcome = 'unknown'
        group by record_id, field
    )

    select record_id, field, written.after, written.decided_at, coalesce(in_doubt.sent, [])
    from found
    inner join written using (record_id, field)
    left join in_doubt using (record_id, field)
    where written.after is distinct from found.held
"""  # noqa: S608

# takes record ids, external ids, a system and an object
REJECTIONS = f"""
    with asked as materialized (
        select {_TEXTS} as record_id
    ),

    asked_to_make as materialized (
        select {_TEXTS} as external_id
    ),

    -- mostly nothing was ever rejected
    rejected as materialized (
        select writes.record_id, outcomes.record_id as got_id, writes.external_id
        from writes
        inner join outcomes using (batch_id, position)
        where outcomes.outcome = 'rejected'
    ),

    theirs as materialized (
        select record_id
        from asked
        where record_id in (select record_id from rejected union select got_id from rejected)
    ),

    to_make as materialized (
        select external_id
        from asked_to_make
        where external_id in (select external_id from rejected)
    ),

    places as (
        select batch_id, position
        from writes
        where
            record_id in (select record_id from theirs)
            or (record_id is null and external_id in (select external_id from to_make))
        union
        select batch_id, position from outcomes where record_id in (select record_id from theirs)
    ),

    lines as materialized (
        select batch_id, position, record_id, external_id, field, after
        from writes
        semi join places using (batch_id, position)
    ),

    {_MINE},

    named as (
        select
            * replace (case when record_id is null then external_id end as external_id)
        from mine
    ),

    last_attempts as (
        select *
        from named
        where
            record_id in (select record_id from asked)
            or external_id in (select external_id from asked_to_make)
        qualify batch_id = first_value(batch_id) over (
            partition by record_id, external_id order by intended_at desc, batch_id desc
        )
    )

    select
        record_id, external_id, min(error_code), min(error_text), max(decided_at),
        list(field order by field), list(after order by field)
    from last_attempts
    where outcome = 'rejected' and not may_retry
    group by record_id, external_id
"""  # noqa: S608
