"""Statements compiled once (ADR 21): Django takes longer to write the large ones than PostgreSQL to answer them.

    @compiled(uuid=UUIDField())
    def _documents(reader: Reader, *, uuid: Any) -> QuerySet[Document]:
        return Document.objects.visible_to(reader).filter(uuid=uuid)

    found = _documents(reader, uuid=uuid)  # a list

What is given by position shapes the statement, and each shape is compiled apart. What is given by name only fills it,
as does who a reader is; which rights a reader has is part of the shape. A function marked so must depend on nothing
else: neither on the clock nor on settings.
"""

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from itertools import chain
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.postgresql.base import ServerBindingCursor
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
from psycopg.sql import Literal

from access.reader import AuthorOfDeposits, Holder, OpenedRecord, Representative

Row = TypeVar("Row")
SHAPES = 64  # kept of each statement
# Who a reader is, where they are and for how long: it fills a statement. Everything else of a reader shapes it.
_IDENTITY: dict[str, "Field[Any, Any]"] = {
    "access_uuid": UUIDField(),
    "record_uuid": UUIDField(),
    "patient_id": BigIntegerField(),
    "practice_id": BigIntegerField(),
    "professional_id": BigIntegerField(),
    "structure_id": BigIntegerField(),
    "idnat": TextField(),
    "previous_visit": DateTimeField(),
}
_UNUSED = ("basis", "until", "edition")  # of the journal and the screens: no statement depends on them


class Slot(Expression):
    """A parameter whose value is known only when the statement runs."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]

    def sent(self, values: dict[str, Any], connection: Any) -> Any:
        return self.output_field.get_db_prep_value(values[self.name], connection)


class AnyOf(Func):
    """Whether a column is one of the values of an array: the statement is the same however many they are."""

    arg_joiner = " = ANY("
    template = "(%(expressions)s))"
    output_field = BooleanField()


class _Prepared(ServerBindingCursor):
    """What it runs is planned by PostgreSQL once for each connection, and not each time."""

    def execute(self, query: Any, params: Any = None, **kwargs: Any) -> Any:
        return super().execute(query, params, prepare=True)


@dataclass(frozen=True, slots=True)
class _Statement:
    """`text`: with constants in their places, and names where values go."""

    queryset: QuerySet[Any]
    compiler: Any
    sql: str
    parameters: tuple[Any, ...]
    text: str

    def run(self, values: dict[str, Any]) -> list[Any]:
        """The queryset's own results, from the statement as it was compiled."""
        connection = connections[self.queryset.db]
        compiler, query, queryset = copy(self.compiler), copy(self.queryset.query), self.queryset.all()
        compiler.connection = connection
        compiler.execute_sql = lambda *args, **kwargs: [self._rows(values, connection)]
        query.get_compiler = lambda *args, **kwargs: compiler
        queryset._query = query
        return list(queryset)

    def _rows(self, values: dict[str, Any], connection: Any) -> list[Any]:
        sent = {p.name: p.sent(values, connection) for p in self.parameters if isinstance(p, Slot)}
        connection.ensure_connection()
        with connection._prepare_cursor(_Prepared(connection.connection)) as cursor:
            cursor.execute(self.text, sent)
            return cursor.fetchall()  # type: ignore[no-any-return]

    def filled(self, values: dict[str, Any]) -> tuple[Any, ...]:
        """Its parameters, in their order."""
        connection = connections[self.queryset.db]
        return tuple(p.sent(values, connection) if isinstance(p, Slot) else p for p in self.parameters)


class Compiled(Generic[Row]):
    """Runs what a function builds. `build` is that function: what it makes is compiled at each call."""

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], slots: dict[str, "Field[Any, Any]"]) -> None:
        self.build = build
        self._slots = {name: Slot(name, field) for name, field in slots.items()}
        self._statement = lru_cache(maxsize=SHAPES, typed=True)(self._made)

    def __call__(self, *shape: Any, **values: Any) -> list[Row]:
        statement = self._statement(*map(_shape_of, shape))
        return statement.run(values | _identities(shape)) if statement else []

    def sql(self, *shape: Any, **values: Any) -> tuple[str, tuple[Any, ...]]:
        """The statement and its parameters, to stand within another. Raises EmptyResultSet."""
        statement = self._statement(*map(_shape_of, shape))
        if statement is None:
            raise EmptyResultSet
        return statement.sql, statement.filled(values | _identities(shape))

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
    compiler.connection.ensure_connection()
    text = _text(sql, parameters, compiler.connection)
    return _Statement(queryset, compiler, sql, tuple(parameters), text)


def _text(sql: str, parameters: Sequence[Any], connection: Any) -> str:
    """The server wants to know the type of each value; constants say it by themselves."""
    first, *pieces = sql.split("%s")
    placed = (
        f"%({p.name})s::{p.output_field.db_type(connection)}"
        if isinstance(p, Slot)
        else Literal(p).as_string(connection.connection).replace("%", "%%")
        for p in parameters
    )
    return first + "".join(chain.from_iterable(zip(placed, pieces, strict=True)))


def first(found: list[Row]) -> Row | None:
    """Of what a statement answers; None when that is nothing."""
    return found[0] if found else None


def _is_reader(part: object) -> bool:
    return isinstance(part, (OpenedRecord, AuthorOfDeposits, Holder, Representative))


def _identities(shape: tuple[Any, ...]) -> dict[str, Any]:
    """Of the readers of a shape."""
    return {name: getattr(part, name) for part in filter(_is_reader, shape) for name in _identity_of(type(part))}


@cache
def _identity_of(reader: type[Any]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(reader) if f.name in _IDENTITY)


def _shape_of(part: Any) -> Hashable:
    """Of a reader, the rights."""
    if not _is_reader(part):
        return part  # type: ignore[no-any-return]
    cleared = dict.fromkeys((*_identity_of(type(part)), *(f.name for f in fields(part) if f.name in _UNUSED)))
    return replace(part, **cleared)


def _with_slots(part: Any) -> Any:
    """Rights alone, as a reader whose identity is to be filled."""
    if not _is_reader(part):
        return part
    return replace(part, **{name: Slot(name, _IDENTITY[name]) for name in _identity_of(type(part))})
