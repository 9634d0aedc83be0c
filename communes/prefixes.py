"""How a name carries the kind of its unit."""

from functools import lru_cache

__all__ = ["PREFIXES", "full_name"]

# Names carry their kind so in official tables; blocs and forces say it themselves.
PREFIXES = {
    "tinh": "Tỉnh",
    "huyen": "Huyện",
    "thanh_pho": "Thành phố",
    "thi_xa": "Thị xã",
    "xa": "Xã",
    "phuong": "Phường",
    "thi_tran": "Thị trấn",
}


@lru_cache(maxsize=4096)  # a long file names a unit in hundreds of rows
def full_name(kind: str, name: str) -> str:
    """The name of a unit with its kind, as official tables write it.

    Blocs, forces and direct organisations carry the kind in their own name.
    """
    return f"{PREFIXES.get(kind, '')} {name}".strip()
