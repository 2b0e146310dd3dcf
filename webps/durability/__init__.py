"""Really kills the server and the database in the middle of deposits, then counts what is left."""
