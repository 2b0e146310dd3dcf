"""PostgreSQL without installation: binaries of a package, a cluster in the data folder, a launcher of our own (ADR 0005)."""
