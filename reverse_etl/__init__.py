"""Out: what the marts say, into the systems that should hold it.

`desired` reads the rows of the syncs, `observed` the records as they are now; `plan` is the
difference between them, and `apply` writes it, reads it back and keeps the account in the `ledger`.
No vendor is known here: everything about one is behind `systems.base.Target`.
"""
