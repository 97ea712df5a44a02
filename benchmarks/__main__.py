"""All of them, one after the other: `python -m benchmarks`."""

import subprocess
import sys

for name in ("extract", "bulk", "scan", "cycle", "write_back", "planning", "explain", "matching"):
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
