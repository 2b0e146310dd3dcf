"""What the database holds when the suite begins, kept aside, and given back after each test with real transactions.

The journal refuses TRUNCATE and DELETE, rightly, to everybody who does not silence its triggers, as a superuser can.
"""

from django.db import connection, connections

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'"
COLUMNS = """
    SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
"""
CHANGED = """
    SELECT '{0}' WHERE EXISTS (SELECT {1} FROM public."{0}" EXCEPT SELECT {1} FROM kept."{0}")
    OR EXISTS (SELECT {1} FROM kept."{0}" EXCEPT SELECT {1} FROM public."{0}")
"""
BACK = 'INSERT INTO public."{0}" ({1}) SELECT {1} FROM kept."{0}"'
OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_empty: list[str] = []
_columns: dict[str, str] = {}  # of tables that are not: nomenclatures, matrix, rights


def keep() -> None:
    """Copy what is there into a schema that nobody looks into."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA kept")
        cursor.execute(TABLES)
        for (name,) in cursor.fetchall():
            cursor.execute(f'CREATE TABLE kept."{name}" AS TABLE public."{name}"')
            if cursor.rowcount:
                cursor.execute(COLUMNS, [name])
                _columns[name] = cursor.fetchone()[0]
            else:
                _empty.append(name)


def end_others() -> None:
    """Whoever else is still connected, a thread of the live server, may hold a lock."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)


def give_back() -> None:
    connections.close_all()
    end_others()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(CHANGED.format(name, columns) for name, columns in _columns.items()))
        changed = [name for (name,) in cursor.fetchall()]
        script = ["BEGIN", "SET LOCAL session_replication_role = replica"]
        script += [f'DELETE FROM public."{name}"' for name in (*_empty, *changed)]  # noqa: S608
        script += [BACK.format(name, _columns[name]) for name in changed]
        cursor.execute("; ".join([*script, "COMMIT"]))
