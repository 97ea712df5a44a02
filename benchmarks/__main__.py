"""All of them, one after the other: `python -m benchmarks`."""

import subprocess
import sys

TARGETS = ("zendesk", "salesforce", "salesforce_bulk", "hubspot")
WRITE_BACKS = tuple(("write_back", "--target", target) for target in TARGETS)
OTHERS = ("extract", "bulk", "scan", "cycle", "planning", "explain", "matching")

for name, *options in (*((name,) for name in OTHERS), *WRITE_BACKS):
    print("==", name, *options, flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *options], check=True)
