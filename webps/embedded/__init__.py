"""PostgreSQL without installation: binaries of a package, a cluster in the data folder, our own launcher (ADR 0005)."""
