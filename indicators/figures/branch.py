"""Only the branch that a few entries can touch is compared and written.

An entry changes the figures of its unit and of those above it; a plan of a unit that has
ended those of who stands for it. On the latest borders it changes the units that one of
those is a piece of. All of a slice is still summed: that is cheap; laying all of it on
the latest borders and comparing it is not. The units are in the table `branch`.
"""

# As many units, and slices, as one entry touches with the ratios it is part of.
FEW = 30

UP = f"""
touched AS (SELECT unit FROM branch LIMIT {FEW}),
up AS (
    (SELECT p.tree, b.unit FROM period p CROSS JOIN touched b
     UNION
     SELECT c."on", c.part_id
     FROM period p
     JOIN communes_cover c ON c."on" = p.tree
     JOIN touched b ON b.unit = c.unit_id)
    UNION
    SELECT n."on", n.parent_id
    FROM up u JOIN communes_node n ON n."on" = u.tree AND n.unit_id = u.unit
    WHERE n.parent_id IS NOT NULL
),
latest AS (
    SELECT tree, unit FROM up
    UNION
    SELECT x."on", x.unit_id
    FROM up u JOIN communes_piece x ON x."on" = u.tree AND x.part_id = u.unit
),
-- By itself, so that the few pieces are found before they are met with anything.
few_pieces AS MATERIALIZED (
    SELECT x.*
    FROM latest b JOIN communes_piece x ON x."on" = b.tree AND x.unit_id = b.unit
)"""

# Where the statement is narrowed; each is "" where whole slices are computed.
PIECES = "few_pieces"
COMPUTED = (
    "WHERE (sid, unit) IN (SELECT p.sid, u.unit FROM period p JOIN up u USING (tree))"
)
STORED = """JOIN period p ON p.indicator = s.indicator AND p.year = s.year
        AND p.since = s.since AND p.through = s.through
    WHERE CASE f.borders WHEN 'then' THEN (p.tree, f.unit_id) IN (SELECT * FROM up)
        ELSE (p.tree, f.unit_id) IN (SELECT * FROM latest) END"""
