"""Statements compiled once (ADR 21): Django takes longer to write the large ones than PostgreSQL to answer them.

    @compiled(uuid=UUIDField())
    def _documents(reader: Reader, *, uuid: Any) -> QuerySet[Document]:
        return Document.objects.visible_to(reader).filter(uuid=uuid)

    found = _documents(reader, uuid=uuid)  # a list

What is given by position shapes the statement, and each shape is compiled apart. What is given by name only fills it,
as does who a reader is; which rights a reader has is part of the shape. A function marked so must depend on nothing
else, neither on the clock nor on settings, and must not ask whether a value that fills it is there: it always is. A
shape that says `is_particular` holds what few will ask again: it is compiled each time, and not kept.
"""

from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.postgresql.psycopg_any import mogrify
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateTimeField,
    Expression,
    Field,
    Func,
    QuerySet,
    TextField,
    UUIDField,
)

from access.reader import AuthorOfDeposits, Holder, OpenedRecord, Representative

Row = TypeVar("Row")
SHAPES = 64  # kept of each statement
# Who a reader is, where they are, since when and for how long. Everything else of a reader shapes a statement.
_IDENTITY: dict[str, "Field[Any, Any]"] = {
    "access_uuid": UUIDField(),
    "record_uuid": UUIDField(),
    "patient_id": BigIntegerField(),
    "practice_id": BigIntegerField(),
    "professional_id": BigIntegerField(),
    "structure_id": BigIntegerField(),
    "idnat": TextField(),
    "previous_visit": DateTimeField(),
    "until": DateTimeField(),
    "basis": TextField(),
    "edition": TextField(),
    "revision": UUIDField(),
}


_NAMES: dict[type, list[str]] = {
    reader: [f.name for f in fields(reader) if f.name in _IDENTITY]
    for reader in (OpenedRecord, AuthorOfDeposits, Holder, Representative)
}


class Slot(Expression):
    """A parameter whose value is known only when the statement runs."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


class AnyOf(Func):
    """Whether a column is one of the values of an array: the statement is the same however many they are."""

    arg_joiner = " = ANY("
    template = "(%(expressions)s))"
    output_field = BooleanField()


@dataclass(frozen=True, slots=True)
class _Statement:
    queryset: QuerySet[Any]
    compiler: Any
    sql: str  # whatever fills no slot stands in it
    slots: tuple[Slot, ...]

    def filled(self, values: dict[str, Any], connection: Any) -> tuple[Any, ...]:
        return tuple(s.output_field.get_db_prep_value(values[s.name], connection) for s in self.slots)

    def run(self, values: dict[str, Any]) -> list[Any]:
        """The queryset's own results, from the statement as it was compiled."""
        connection = connections[self.queryset.db]
        filled = self.filled(values, connection)
        compiler: Any = copy(self.compiler)
        query: Any = copy(self.queryset.query)
        queryset: Any = self.queryset.all()
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (self.sql, filled)
        query.get_compiler = lambda *args, **kwargs: compiler
        queryset._query = query
        return list(queryset)


class Compiled(Generic[Row]):
    """Runs what a function builds. `build` is that function: what it makes is compiled at each call."""

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], slots: dict[str, "Field[Any, Any]"]) -> None:
        self.build = build
        self._slots = {name: Slot(name, field) for name, field in slots.items()}
        self._kept = lru_cache(maxsize=SHAPES, typed=True)(self._made)

    def __call__(self, *shape: Any, **values: Any) -> list[Row]:
        statement = self._statement(shape)
        return statement.run(values | _identities(shape)) if statement else []

    def sql(self, *shape: Any, **values: Any) -> tuple[str, tuple[Any, ...]]:
        """The statement and its parameters, to stand within another. Raises EmptyResultSet."""
        statement = self._statement(shape)
        if statement is None:
            raise EmptyResultSet
        return statement.sql, statement.filled(values | _identities(shape), connections[statement.queryset.db])

    def _statement(self, shape: tuple[Any, ...]) -> _Statement | None:
        particular = any(getattr(part, "is_particular", False) for part in shape)
        return (self._made if particular else self._kept)(*map(_shape_of, shape))

    def _made(self, *shape: Hashable) -> _Statement | None:
        return _compile(self.build(*map(_with_slots, shape), **self._slots))


def compiled(**slots: "Field[Any, Any]") -> Callable[[Callable[..., QuerySet[Any, Row]]], Compiled[Row]]:
    """`slots`: what the function takes by name, each with the field that tells how it is sent."""
    return lambda build: Compiled(build, slots)


def _compile(queryset: QuerySet[Any]) -> _Statement | None:
    """None for one that can have no row whatever fills it."""
    compiler = queryset.query.get_compiler(using=queryset.db)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    literals = ("%s" if isinstance(p, Slot) else _literal(p, compiler.connection) for p in parameters)
    sql = sql.replace("%%", "%%%%") % tuple(literals)
    return _Statement(queryset, compiler, sql, tuple(p for p in parameters if isinstance(p, Slot)))


def _literal(value: Any, connection: Any) -> str:
    """As the driver would write it each time, in a statement that is still to be filled. Raises DatabaseError."""
    with connection.wrap_database_errors:
        written: str = mogrify("%s", [value], connection)
    return written.replace("%", "%%")


def first(found: list[Row]) -> Row | None:
    """Of what a statement answers; None when that is nothing."""
    return found[0] if found else None


def _is_reader(part: object) -> bool:
    return type(part) in _NAMES


def _identities(shape: tuple[Any, ...]) -> dict[str, Any]:
    """Of the reader of a shape, under names that no other value bears. Raises TypeError for more than one reader."""
    readers = list(filter(_is_reader, shape))
    if len(readers) > 1:
        raise TypeError("A statement is filled with one reader")
    return {_slot_name(name): getattr(one, name) for one in readers for name in _NAMES[type(one)]}


def _slot_name(identity: str) -> str:
    return f"reader.{identity}"


def _shape_of(part: Any) -> Any:
    """Of a reader, the rights."""
    return replace(part, **dict.fromkeys(_NAMES[type(part)])) if _is_reader(part) else part


def _with_slots(part: Any) -> Any:
    """Rights alone, as a reader whose identity is to be filled."""
    if not _is_reader(part):
        return part
    return replace(part, **{name: Slot(_slot_name(name), _IDENTITY[name]) for name in _NAMES[type(part)]})
