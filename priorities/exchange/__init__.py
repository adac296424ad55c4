"""Files in, files out: the data of a cycle as CSV or XLSX (docs/contrats.md)."""
