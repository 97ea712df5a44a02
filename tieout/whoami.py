"""Who runs this, by the operating system's word: what a variable says is not asked."""

import os
import pwd


def os_user() -> str:
    """The name of the user whose process this is, or its number where it has no name."""
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:  # in a container, say
        return f"uid {number}"
