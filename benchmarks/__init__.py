"""Speed and quality against peers; run one as `python -m benchmarks.<name>`."""
