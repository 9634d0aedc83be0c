"""The parts as they are drawn: every word said, every number linked, nothing inline."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from indicators import charts, parts

TRACE = "/trace/24/KN-01/2012/"
MET = parts.Status("plan exceeded", "▲")


def draw(name: str, **inputs: object) -> str:
    """The part in English, its runs of blanks as one."""
    with translation.override("en"):
        text = render_to_string(f"components/{name}.html", inputs)
    return " ".join(text.split())


def write(value: Decimal) -> str:
    """A number of the axis as Vietnamese pages print it."""
    return f"{value:,.1f}".translate(str.maketrans(",.", ".,"))


POINTS = [
    charts.Point(
        year=2002,
        result=Decimal(1621),
        plan=Decimal(2319),
        result_text="1.621",
        plan_text="2.319",
        percent_text="69,9",
        tone="low",
        href="/trace/2002/",
    ),
    charts.Point(
        year=2012,
        result=Decimal("2753.5"),
        result_text="2.753,5",
        estimated=True,
        break_text="other borders",
    ),
]
BARS = [
    charts.Bar(
        label="2017",
        parts=[charts.Part("Clean", Decimal("62.5"), "62,5 %", 1)],
        total_text="762",
    ),
    charts.Bar(label="2018", parts=[], break_text="From 2018: a new scale"),
]


def chart(
    geometry: charts.Trend | charts.Steps | charts.Stack | charts.Lifeline,
) -> str:
    return draw(
        "chart",
        chart=parts.Chart(
            id="c", title="Members admitted", subtitle="persons", geometry=geometry
        ),
    )


def table(*rows: parts.Row, empty: str = "") -> str:
    columns = [
        parts.Column(label="Unit", kind=parts.Kind.NAME),
        parts.Column(
            label="Result", unit="persons", href="?sort=r", sorted="descending"
        ),
    ]
    return draw(
        "table",
        table=parts.Table(
            id="t", caption="Units", columns=columns, rows=rows, empty=empty
        ),
    )


def test_a_tile_leads_to_the_trace_of_its_number() -> None:
    tile = parts.Tile(label="Members admitted", value="2.753", href=TRACE, status=MET)
    html = draw("tile", tile=tile)
    assert f'href="{TRACE}"' in html
    assert ">2.753</a>" in html
    assert "plan exceeded" in html


def test_what_is_not_reported_is_said_and_hatched_not_zero() -> None:
    html = draw("tile", tile=parts.Tile(label="Members", value="", missing=True))
    assert "not reported" in html
    assert "<svg" in html
    assert ">0<" not in html


def test_an_estimate_carries_its_sign_and_says_so_aloud() -> None:
    html = draw("cell", cell=parts.Cell(text="245", href=TRACE, estimated=True))
    assert "≈" in html
    assert "estimated:" in html


def test_a_status_beside_a_number_keeps_its_word_for_those_who_listen() -> None:
    html = draw("cell", cell=parts.Cell(text="114,7 %", status=MET))
    assert '<span class="unseen">plan exceeded</span>' in html


def test_a_status_alone_shows_its_word() -> None:
    html = draw("cell", cell=parts.Cell(status=MET))
    assert "unseen" not in html
    assert "plan exceeded" in html


@pytest.mark.parametrize("sign", ["▲", "●", "◐", "▼", "▼▼", "–", "…"])
def test_every_sign_has_a_shape_of_its_own(sign: str) -> None:
    signs = ["▲", "●", "◐", "▼", "▼▼", "–", "…"]
    shapes = {
        other: draw("sign", tone=parts.Status("word", other).tone) for other in signs
    }
    assert "<path" in shapes[sign] or "<circle" in shapes[sign]
    assert sum(shape == shapes[sign] for shape in shapes.values()) == 1


def test_a_table_names_its_rows_and_says_how_it_is_sorted() -> None:
    html = table(
        parts.Row([parts.Cell(text="Districts")], parts.RowKind.GROUP),
        parts.Row([parts.Cell(text="Lục Ngạn"), parts.Cell(text="97", href=TRACE)]),
        parts.Row(
            [parts.Cell(text="Total"), parts.Cell(text="97")], parts.RowKind.TOTAL
        ),
    )
    assert 'aria-sort="descending"' in html
    assert re.search(r'<th scope="rowgroup" colspan="2">\s*<span>Districts', html)
    assert re.search(r'<th scope="row" class="name">\s*Lục Ngạn', html)
    assert '<tr class="is-total">' in html
    assert '<span class="unit">persons</span>' in html


def test_a_table_without_rows_says_so() -> None:
    assert "No figures yet." in table()
    assert "Nobody was asked." in table(empty="Nobody was asked.")


def test_a_trend_links_each_year_and_names_gap_break_and_estimate() -> None:
    html = chart(charts.trend(POINTS, write))
    assert 'href="/trace/2002/"' in html
    assert "2003–2011: no figures" in html
    assert "2012: other borders" in html
    assert "≈2.753,5" in html
    assert "69,9" in html


def test_steps_draw_a_gap_and_no_riser_over_it() -> None:
    html = chart(charts.steps(POINTS, write))
    assert "2003–2011: no figures" in html
    assert 'class="riser"' not in html


def test_a_stack_tells_a_new_scale_and_a_year_without_figures() -> None:
    html = chart(charts.stack(BARS))
    assert "From 2018: a new scale" in html
    assert "no figures" in html
    assert "762" in html


def test_a_chart_without_figures_is_not_drawn() -> None:
    html = chart(charts.trend([], write))
    assert "No figures yet." in html
    assert "<svg" not in html


@pytest.mark.parametrize(
    "geometry",
    [
        charts.trend(POINTS, write),
        charts.steps(POINTS, write),
        charts.stack(BARS),
    ],
)
def test_no_position_has_a_comma_whatever_the_page_is_written_in(
    geometry: charts.Trend | charts.Steps | charts.Stack,
) -> None:
    name = type(geometry).__name__.lower()
    inputs = {
        "chart": parts.Chart(id="c", title="", geometry=geometry),
        "geometry": geometry,
        "ground": getattr(geometry, "ground", None),
    }
    with translation.override("vi"):
        html = render_to_string(f"components/{name}.html", inputs)
    places = re.findall(r'\b(?:x|y|x1|x2|y1|y2|width|height)="([^"]*)"', html)
    assert places
    assert all(re.fullmatch(r"-?\d+(\.\d)?%?", place) for place in places)


def test_the_switch_keeps_other_parameters_and_needs_no_script() -> None:
    switch = parts.Switch(
        years=[
            parts.Option("2012", "2012", selected=True),
            parts.Option("2011", "2011"),
        ],
        borders=[parts.Option("then", "Borders of the day", selected=True)],
        kept={"sort": "percent"},
    )
    html = draw("switch", switch=switch)
    assert '<input type="hidden" name="sort" value="percent">' in html
    assert '<button type="submit">' in html
    assert re.search(r'<option value="2012" selected>', html)
    # One kind of borders is no choice.
    assert 'name="borders"' not in html


def test_edited_commentary_stands_before_the_generated_one() -> None:
    commentary = parts.Commentary(sentences=["Generated."], edited=["Edited."])
    html = draw("commentary", commentary=commentary)
    assert html.index("Edited.") < html.index("Generated.")


def test_coverage_is_said_in_numbers() -> None:
    reported = parts.Reported(
        reported="228", expected="234", geometry=charts.coverage(228, 234), href="/q/"
    )
    assert "<b>228/234</b>" in draw("coverage", coverage=reported)


def test_what_people_typed_is_never_markup() -> None:
    html = draw("cell", cell=parts.Cell(text="<b>1</b>", note="<script>"))
    assert "<b>" not in html
    assert "<script>" not in html


def test_a_life_line_names_and_links_every_life() -> None:
    day = date(2025, 7, 1)
    drawn = charts.lifeline(
        2,
        [
            charts.Life(
                key=1,
                label="Xã Dĩnh Kế",
                begins=None,
                ends=day,
                note="until 2025",
                href="/units/1/",
            ),
            charts.Life(key=2, label="Phường Bắc Giang", begins=day, ends=None),
        ],
        [charts.Passage(1, 2, day)],
        date(2025, 12, 31),
    )
    html = chart(drawn)
    assert "<title>Xã Dĩnh Kế until 2025</title>" in html
    assert 'href="/units/1/"' in html
    assert html.count("<rect") == 3
    assert html.count('class="bar soft"') == 1
    # The unit itself is where one is: no link, and set off from the others.
    assert 'class="strong" font-weight="600"' in html


def test_a_second_count_of_steps_is_drawn_dashed_and_says_its_number() -> None:
    point = charts.Point(year=2012, result=Decimal(4), result_text="4")
    second = charts.Point(year=2012, result=Decimal(3), result_text="3")
    html = chart(charts.steps([point], write, [second]))
    assert 'class="tread second"' in html
    assert "<title>2012: 3</title>" in html
