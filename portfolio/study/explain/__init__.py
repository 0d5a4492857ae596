"""Why a line is in the plan or not, and what would change that (docs/explain.md)."""
