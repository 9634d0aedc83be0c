"""Shares along successions, by example; test_lineage_histories.py has the rest."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from communes.lineage import Cover, Life, Lineage, LineageError, Link, Part

Y2000, Y2005, Y2010, Y2015 = (date(year, 1, 1) for year in (2000, 2005, 2010, 2015))
ONE = Decimal(1)


def nobody(*ends: str) -> Cover[str]:
    """Return the cover in which nobody stands for these."""
    return Cover((), whole(*ends))


def life(name: str, begins: date | None = None, ends: date | None = None) -> Life[str]:
    """Return a life whose id is its code and a digit for which life it is: "A1"."""
    return Life(name, name.rstrip("0123456789"), begins, ends)


def whole(*units: str) -> tuple[Part[str], ...]:
    return tuple(Part(unit, ONE) for unit in units)


def merge_then_split(p: str | None) -> Lineage[str]:
    """A and B merge into M in 2005; M is divided into P and Q in 2010."""
    p_share = Decimal(p) if p else None
    q_share = 1 - p_share if p_share else None
    return Lineage(
        [
            life("A", None, Y2005),
            life("B", None, Y2005),
            life("M", Y2005, Y2010),
            life("P", Y2010),
            life("Q", Y2010),
        ],
        [
            Link("A", "M", Y2005, ONE),
            Link("B", "M", Y2005, ONE),
            Link("M", "P", Y2010, p_share),
            Link("M", "Q", Y2010, q_share),
        ],
    )


def split_then_merge() -> Lineage[str]:
    """A is divided by unknown shares in 2005; both pieces and B merge in 2010."""
    return Lineage(
        [
            life("A", None, Y2005),
            life("B", None, Y2010),
            life("P", Y2005, Y2010),
            life("Q", Y2005, Y2010),
            life("M", Y2010),
        ],
        [
            Link("A", "P", Y2005, None),
            Link("A", "Q", Y2005, None),
            Link("P", "M", Y2010, ONE),
            Link("Q", "M", Y2010, ONE),
            Link("B", "M", Y2010, ONE),
        ],
    )


def test_unit_covers_itself_on_its_first_day_and_not_on_the_day_it_ends() -> None:
    lineage = Lineage([life("A", Y2005, Y2010)], [])

    assert lineage.cover("A", Y2005) == Cover(whole("A"))
    assert lineage.cover("A", date(2009, 12, 31)) == Cover(whole("A"))
    assert lineage.cover("A", Y2010) == nobody("A")
    assert lineage.cover("A", date(2004, 12, 31)) == nobody("A")


def test_merged_unit_is_covered_by_its_predecessors_exactly() -> None:
    lineage = merge_then_split("0.3")

    assert lineage.cover("M", Y2000) == Cover(whole("A", "B"))
    assert lineage.cover("A", Y2005) == Cover(whole("M"))


def test_divided_unit_enters_with_its_share_and_is_not_exact() -> None:
    lineage = merge_then_split("0.3")

    assert lineage.cover("P", Y2000) == Cover(
        (Part("A", Decimal("0.3")), Part("B", Decimal("0.3")))
    )
    assert lineage.heirs("A", Y2010) == (
        Part("P", Decimal("0.3")),
        Part("Q", Decimal("0.7")),
    )


def test_unknown_share_stays_unknown() -> None:
    lineage = merge_then_split(None)

    assert lineage.heirs("A", Y2010) == (Part("P", None), Part("Q", None))
    assert lineage.cover("P", Y2000) == Cover((Part("A", None), Part("B", None)))


def test_unit_all_of_whose_pieces_come_together_counts_whole() -> None:
    lineage = split_then_merge()

    assert lineage.heirs("A", Y2005) == (Part("P", None), Part("Q", None))
    assert lineage.heirs("A", Y2010) == whole("M")
    assert lineage.cover("M", Y2000) == Cover(whole("A", "B"))
    assert lineage.cover("M", Y2005) == Cover(whole("B", "P", "Q"))


def test_pieces_that_come_together_count_whole_although_shares_are_rounded() -> None:
    shares = ("0.4436", "0.3720", "0.1843")
    lineage = Lineage(
        [life("A", None, Y2005), life("M", Y2010, Y2015)]
        + [life("X", Y2015), life("Y", Y2015)]
        + [life(name, Y2005, Y2010) for name in "PQR"],
        [
            Link("A", name, Y2005, Decimal(share))
            for name, share in zip("PQR", shares, strict=True)
        ]
        + [Link(name, "M", Y2010, ONE) for name in "PQR"]
        + [Link("M", "X", Y2015, Decimal("0.25"))]
        + [Link("M", "Y", Y2015, Decimal("0.75"))],
    )

    assert sum(Decimal(share) for share in shares) < 1
    assert lineage.heirs("A", Y2010) == whole("M")
    assert lineage.heirs("A", Y2015) == (
        Part("X", Decimal("0.25")),
        Part("Y", Decimal("0.75")),
    )


def test_shares_are_known_again_once_unknown_pieces_share_one_fate() -> None:
    lineage = Lineage(
        [
            life("A", None, Y2005),
            life("P", Y2005, Y2010),
            life("Q", Y2005, Y2010),
            life("M", Y2010, Y2015),
            life("X", Y2015),
            life("Y", Y2015),
        ],
        [
            Link("A", "P", Y2005, None),
            Link("A", "Q", Y2005, None),
            Link("P", "M", Y2010, ONE),
            Link("Q", "M", Y2010, ONE),
            Link("M", "X", Y2015, Decimal("0.25")),
            Link("M", "Y", Y2015, Decimal("0.75")),
        ],
    )

    assert lineage.heirs("A", Y2015) == (
        Part("X", Decimal("0.25")),
        Part("Y", Decimal("0.75")),
    )


def test_code_that_goes_on_without_a_link_is_its_own_heir() -> None:
    lineage = Lineage([life("A1", None, Y2005), life("A2", Y2005)], [])

    assert lineage.heirs("A1", Y2005) == whole("A2")
    assert lineage.cover("A2", Y2000) == Cover(whole("A1"))


def test_code_that_goes_on_keeps_what_it_did_not_give_away() -> None:
    lives = [life("A1", None, Y2005), life("A2", Y2005), life("N", Y2005)]
    known = Lineage(lives, [Link("A1", "N", Y2005, Decimal("0.2"))])
    unknown = Lineage(lives, [Link("A1", "N", Y2005, None)])
    all_of_it = Lineage(lives, [Link("A1", "N", Y2005, ONE)])

    assert known.heirs("A1", Y2005) == (
        Part("A2", Decimal("0.8")),
        Part("N", Decimal("0.2")),
    )
    assert unknown.heirs("A1", Y2005) == (Part("A2", None), Part("N", None))
    assert all_of_it.heirs("A1", Y2005) == whole("N")
    assert all_of_it.cover("A2", Y2000) == nobody("A2")


def test_share_told_beside_one_unknown_leaves_the_rest() -> None:
    lineage = Lineage(
        [life("A1", None, Y2005), life("A2", Y2005), life("N", Y2005)],
        [
            Link("A1", "A2", Y2005, Decimal("0.6")),
            Link("A1", "N", Y2005, None),
        ],
    )

    assert lineage.heirs("A1", Y2005) == (
        Part("A2", Decimal("0.6")),
        Part("N", Decimal("0.4")),
    )


def test_code_taken_over_whole_from_another_unit_has_only_that_origin() -> None:
    lineage = Lineage(
        [
            life("A1", Y2005, Y2010),
            life("A2", Y2010),
            life("B", None, Y2010),
            life("N", Y2010),
        ],
        [Link("A1", "N", Y2010, ONE), Link("B", "A2", Y2010, ONE)],
    )

    assert lineage.cover("A2", Y2000) == Cover(whole("B"))


def test_code_that_pauses_does_not_continue() -> None:
    lineage = Lineage([life("A1", None, Y2005), life("A2", Y2010)], [])

    assert lineage.heirs("A1", Y2010) == ()
    assert lineage.cover("A2", Y2000) == nobody("A2")


def test_unit_with_a_predecessor_of_unknown_origin_is_not_exact() -> None:
    lineage = Lineage(
        [life("A", None, Y2010), life("N", Y2005, Y2010), life("M", Y2010)],
        [Link("A", "M", Y2010, ONE), Link("N", "M", Y2010, ONE)],
    )

    assert lineage.cover("M", Y2005) == Cover(whole("A", "N"))
    assert lineage.cover("M", Y2000) == Cover(whole("A"), uncovered=whole("N"))
    assert not lineage.cover("M", Y2000).exact


def test_piece_that_ends_without_heirs_is_not_counted_as_passed_on() -> None:
    lineage = Lineage(
        [life("A", None, Y2005), life("P", Y2005, Y2010), life("Q", Y2005)],
        [Link("A", "P", Y2005, None), Link("A", "Q", Y2005, None)],
    )

    assert lineage.heirs("A", Y2010) == (Part("Q", None),)
    assert lineage.cover("A", Y2010).uncovered == (Part("P", None),)


def test_share_that_ended_without_heirs_is_told() -> None:
    lineage = Lineage(
        [life("A", None, Y2005), life("P", Y2005, Y2010), life("Q", Y2005)],
        [Link("A", "P", Y2005, Decimal("0.4")), Link("A", "Q", Y2005, Decimal("0.6"))],
    )

    cover = lineage.cover("A", Y2010)

    assert cover.parts == (Part("Q", Decimal("0.6")),)
    assert cover.uncovered == (Part("P", Decimal("0.4")),)
    assert not cover.exact


def test_share_that_nobody_told_of_is_uncovered() -> None:
    lineage = Lineage(
        [life("A", None, Y2005), life("P", Y2005), life("Q", Y2005)],
        [Link("A", "P", Y2005, Decimal("0.4")), Link("A", "Q", Y2005, Decimal("0.3"))],
    )

    cover = lineage.cover("A", Y2010)

    assert [part.share for part in cover.parts] == [Decimal("0.4"), Decimal("0.3")]
    assert cover.uncovered == (Part("A", Decimal("0.3")),)


@pytest.mark.parametrize(
    ("shares", "completed"),
    [
        # 657, 551 and 273 of 1481 people.
        (["0.4436", "0.3720", "0.1843"], ["0.4437", "0.3720", "0.1843"]),
        # As the database gives them back.
        (["0.443600", "0.372000", "0.184300"], ["0.4437", "0.3720", "0.1843"]),
        (["0.33", "0.33", "0.33"], ["0.34", "0.33", "0.33"]),
        # Not of rounding: it went where nobody told.
        (["0.5", "0.4"], ["0.5", "0.4"]),
        (["0.4436", "0.3720", "0.1840"], ["0.4436", "0.3720", "0.1840"]),
    ],
)
def test_what_rounded_shares_lack_to_one_goes_to_the_largest(
    shares: list[str], completed: list[str]
) -> None:
    names = "PQR"[: len(shares)]
    lineage = Lineage(
        [life("A", None, Y2005), *(life(name, Y2005) for name in names)],
        [
            Link("A", name, Y2005, Decimal(share))
            for name, share in zip(names, shares, strict=True)
        ],
    )

    heirs = lineage.heirs("A", Y2005)

    assert [part.share for part in heirs] == [Decimal(share) for share in completed]


def test_extents_see_a_whole_in_what_holds_all_the_pieces() -> None:
    """P and Q of unknown share lie in D, R of half of A in E."""
    lineage = Lineage(
        [life("A", None, Y2005), *(life(name, Y2005) for name in "PQRDEO")],
        [
            Link("A", "P", Y2005, None),
            Link("A", "Q", Y2005, None),
            Link("A", "R", Y2005, Decimal("0.5")),
        ],
    )
    lies_in = {"P": "PDO", "Q": "QDO", "R": "REO"}

    extents = lineage.extents(["A"], Y2005, lambda unit: list(lies_in[unit]))["A"]

    half = Decimal("0.5")
    assert extents == {"P": None, "Q": None, "R": half, "D": half, "E": half, "O": ONE}


def test_shares_multiply_without_rounding() -> None:
    years = [date(2000 + step, 1, 1) for step in range(20)]
    share = Decimal("0.4713")
    lives = [Life("A0", "A0", None, years[1])]
    links = []
    for step in range(1, 19):
        lives.append(Life(f"A{step}", f"A{step}", years[step], years[step + 1]))
        lives.append(Life(f"B{step}", f"B{step}", years[step], None))
        links.append(Link(f"A{step - 1}", f"A{step}", years[step], share))
        links.append(Link(f"A{step - 1}", f"B{step}", years[step], 1 - share))

    heirs = Lineage(lives, links).heirs("A0", years[18])

    shares = {part.unit: Fraction(part.share or 0) for part in heirs}
    assert shares["A18"] == Fraction(share) ** 18
    assert sum(shares.values()) == 1


# What is refused


@pytest.mark.parametrize(
    ("link", "named"),
    [
        # The predecessor ends on another day.
        (Link("A", "N", Y2010, ONE), "A@start"),
        # The successor begins on another day.
        (Link("A", "M", Y2005, ONE), "M@2010-01-01"),
        # The successor ended before.
        (Link("N", "A", Y2010, ONE), "A@start"),
        (Link("A", "A", Y2005, ONE), "A@start"),
        (Link("A", "missing", Y2005, ONE), "missing"),
    ],
)
def test_link_that_does_not_fit_the_lives_is_refused(
    link: Link[str], named: str
) -> None:
    lives = [life("A", None, Y2005), life("N", Y2005, Y2010), life("M", Y2010)]

    with pytest.raises(LineageError, match=named):
        Lineage(lives, [link])


def test_succession_of_a_unit_that_is_not_there_names_the_other_one() -> None:
    lives = [Life("A", "A", None, Y2005, "Xã Giáp Sơn")]

    with pytest.raises(LineageError, match="missing.*Xã Giáp Sơn \\(A@start\\)"):
        Lineage(lives, [Link("A", "missing", Y2005, ONE)])


def test_cycle_is_refused_and_names_the_units() -> None:
    lives = [
        Life("A", "A", Y2005, Y2010, "Xã Một"),
        Life("B", "B", Y2010, Y2015, "Xã Hai"),
        Life("C", "C", Y2015, None, "Xã Ba"),
    ]
    ring = [("A", "B", Y2010), ("B", "C", Y2015), ("C", "A", Y2005)]

    with pytest.raises(LineageError, match="circle") as refused:
        Lineage(lives, [Link(one, other, on, ONE) for one, other, on in ring])

    for label in ("Xã Một (A@2005", "Xã Hai (B@2010", "Xã Ba (C@2015"):
        assert label in str(refused.value)


def test_gap_between_two_units_is_refused_and_names_them() -> None:
    lives = [
        Life("A", "A", None, Y2005, "Xã Một"),
        Life("B", "B", Y2010, None, "Xã Hai"),
    ]

    with pytest.raises(LineageError) as refused:
        Lineage(lives, [Link("A", "B", Y2010, ONE)])

    assert "Xã Một (A@start)" in str(refused.value)
    assert "Xã Hai (B@2010-01-01)" in str(refused.value)


def test_lives_of_one_code_that_overlap_are_refused_and_named() -> None:
    lives = [
        Life(1, "A", None, Y2010, "Xã Một"),
        Life(2, "A", Y2005, None, "Xã Hai"),
    ]

    with pytest.raises(LineageError) as refused:
        Lineage(lives, [])

    assert "Xã Một (A@start)" in str(refused.value)
    assert "Xã Hai (A@2005-01-01)" in str(refused.value)


@pytest.mark.parametrize("shares", [("0.6", "0.5"), ("1", "0.0001"), ("0.5", "0")])
def test_shares_outside_nought_and_one_are_refused(shares: tuple[str, str]) -> None:
    old = Life("A", "A", None, Y2005, "Xã Cũ")
    lives = [old, life("P", Y2005), life("Q", Y2005)]
    links = [
        Link("A", successor, Y2005, Decimal(share))
        for successor, share in zip("PQ", shares, strict=True)
    ]

    with pytest.raises(LineageError) as refused:
        Lineage(lives, links)

    assert refused.value.params["predecessor"] == "Xã Cũ (A@start)"
    assert "P@2005-01-01, Q@2005-01-01" in str(refused.value)


def test_life_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(LineageError, match="A@2010-01-01"):
        Lineage([life("A", Y2010, Y2005)], [])
