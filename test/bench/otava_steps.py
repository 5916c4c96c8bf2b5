"""Steps that Apache Otava finds: otava_steps.py SERIES.json FOUND.json. Prints the CPU time in seconds."""
import json
import sys
import time

from otava.analysis import compute_change_points

with open(sys.argv[1]) as file:
    trends = json.load(file)
begun = time.process_time()
found = []
for trend in trends:
    # Otava takes no gaps.
    runs = [run for run, value in enumerate(trend["values"]) if value is not None]
    steps, _ = compute_change_points([trend["values"][run] for run in runs], max_pvalue=1e-5)
    found.append([runs[step.index] for step in steps])
print(time.process_time() - begun)
with open(sys.argv[2], "w") as file:
    json.dump(found, file)
