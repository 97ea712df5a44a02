"""Which records the CRM keeps, and by which columns they are asked for."""

from sandbox.records import Record, Table


def keyed_by(name: str) -> str:
    """The expression by which a property with an index is looked up, without regard to case."""
    return f"lower(json_extract(body, '$.properties.\"{name}\"'))"


def _object(record: Record) -> tuple[object, ...]:
    return (
        record["id"],
        record["updated"],
        record["archived"] is not None,
        record["created"],
        record["object_type"],
    )


def object_table(name: str, *indexed: str) -> Table:
    """Records of one object type; times in unix milliseconds, `indexed` are property names."""
    indexes = ("deleted, id", "deleted, changed, id", *map(keyed_by, indexed))
    return Table(name, ("created integer", "object_type text"), indexes, _object)


def _link(record: Record) -> tuple[object, ...]:
    return (
        record["id"],
        0,
        False,
        record["left_type"],
        record["left_id"],
        record["right_type"],
        record["right_id"],
    )


def _version(record: Record) -> tuple[object, ...]:
    return (
        record["id"],
        record["at"],
        False,
        record["object_type"],
        record["object_id"],
        record["name"],
    )


def _owner(record: Record) -> tuple[object, ...]:
    return (
        record["id"],
        0,
        record["is_archived"],
        record["email"].lower(),
        record["user_id"],
    )


LINKS = Table(
    "links",
    ("left_type text", "left_id integer", "right_type text", "right_id integer"),
    ("left_type, left_id, right_type, right_id", "right_type, right_id, left_type, left_id"),
    _link,
)
HISTORY = Table(
    "history",
    ("object_type text", "object_id integer", "name text"),
    ("object_type, object_id, name",),
    _version,
)
OWNERS = Table("owners", ("email text", "user_id integer"), ("email", "user_id"), _owner)
