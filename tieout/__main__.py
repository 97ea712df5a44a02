"""`python -m tieout` is `tieout`."""

from tieout.cli import main

main()
