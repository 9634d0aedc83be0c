"""How the qualifiers of several values join into one."""

# Rule 1: > and < pass on, mixed ones become ~. `{q}` is the column.
JOINED = """CASE
            WHEN bool_or({q} = '~')
                OR bool_or({q} IN ('>', '>=')) AND bool_or({q} IN ('<', '<=')) THEN '~'
            WHEN bool_or({q} = '>') THEN '>' WHEN bool_or({q} = '>=') THEN '>='
            WHEN bool_or({q} = '<') THEN '<' WHEN bool_or({q} = '<=') THEN '<='
            ELSE '' END"""
