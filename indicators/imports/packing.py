"""Values as JSON and back: what an upload remembers of how its file is read.

Dataclasses and named tuples are packed field by field, so a field added to `Options` is
remembered without a change here. What was packed by an older release still opens: a
field it lacks takes its default, one that is no more is left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

__all__ = ["Json", "freeze", "pack", "thaw", "unpack"]

Json = Any  # what the json module takes and gives

T = TypeVar("T")


def pack(value: object) -> Json:
    """The value as JSON; `unpack` with its type gives it back."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return pack(value.value)
    if isinstance(value, str):
        return str(value).replace("\0", "")  # the database holds no NUL
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if names := _fields_of(type(value)):
        return {name: pack(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        # JSON knows only texts as keys.
        return [[pack(key), pack(held)] for key, held in value.items()]
    if isinstance(value, Iterable):
        return [pack(one) for one in value]
    raise TypeError(f"{type(value).__name__} cannot be packed")


def unpack(kind: type[T], packed: Json) -> T:
    """The value of that type. Raises TypeError or ValueError where it is none."""
    value: T = _unpack(kind, packed)
    return value


def _unpack(kind: Any, packed: Json) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        if packed is None and NoneType in inner:
            return None
        return _unpack(next(one for one in inner if one is not NoneType), packed)
    if origin is not None:
        return _collection(origin, inner, packed)
    if names := _fields_of(kind):
        hints = get_type_hints(kind)
        given = {name: packed[name] for name in names if name in packed}
        return kind(**{name: _unpack(hints[name], one) for name, one in given.items()})
    if kind is date:
        return date.fromisoformat(packed)
    if kind is Any or kind is object:
        return packed
    return kind(packed)


def _collection(origin: Any, inner: tuple[Any, ...], packed: Json) -> Any:
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key, held = inner
        return {_unpack(key, one): _unpack(held, other) for one, other in packed}
    if origin is tuple and inner[-1] is not Ellipsis:
        return tuple(map(_unpack, inner, packed))
    made = [_unpack(inner[0], one) for one in packed]
    return made if origin is list else (origin if origin in _MADE else tuple)(made)


_MADE = (tuple, set, frozenset)


def _fields_of(kind: Any) -> tuple[str, ...]:
    """The fields of a dataclass or named tuple; none of anything else."""
    if isinstance(kind, type) and is_dataclass(kind):
        return tuple(one.name for one in fields(kind) if one.init)
    named: tuple[str, ...] = getattr(kind, "_fields", ())
    return named if isinstance(kind, type) and issubclass(kind, tuple) else ()


def freeze(value: object) -> Json:
    """What fills a sentence, as JSON that `thaw` knows the kinds of again."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Mapping):
        return {"map": [[str(key), freeze(held)] for key, held in value.items()]}
    if isinstance(value, list | tuple | set | frozenset):
        return {"list": [freeze(one) for one in value]}
    return str(value).replace("\0", "")


def thaw(frozen: Json) -> Any:
    """What was frozen; a set comes back as a tuple, an unknown thing as its text."""
    if not isinstance(frozen, dict):
        return frozen
    ((kind, held),) = frozen.items()
    if kind == "decimal":
        return Decimal(held)
    if kind == "date":
        return date.fromisoformat(held)
    if kind == "map":
        return {key: thaw(one) for key, one in held}
    return tuple(thaw(one) for one in held)
