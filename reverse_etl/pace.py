"""In which batches changes go: those of every day, or those of a first load."""

from reverse_etl.change import Action
from systems.base import Bulk, Loads, Target


def pace(target: Target, action: Action, changes: int) -> Bulk:
    """The batches that so many changes go in. Deletions have no way of their own for many."""
    bulk = target.bulk if isinstance(target, Loads) and action != "delete" else None
    if bulk and changes > bulk.above:
        return bulk
    return Bulk(0, target.batch_size, target.batches_in_flight)
