"""Who is whom: names, places and numbers of firms compared, each likeness with its score.

Knows no vendor and no warehouse. A link by a key is as sure as the key; a likeness is a proposal
until it is beyond doubt, and of two equal candidates neither is taken.
"""

from matching.columns import ROLES
from matching.files import CONFIRMED_FROM, PROPOSED_FROM, matched_files
from matching.links import Link

__all__ = ["CONFIRMED_FROM", "PROPOSED_FROM", "ROLES", "Link", "matched_files"]
