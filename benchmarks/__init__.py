"""Each figure beside its floor, measured in turn in the same run: `python -m benchmarks` (docs/performance.md)."""
