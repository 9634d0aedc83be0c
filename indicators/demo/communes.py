"""What only communes have: hamlets, agency cells, pilots, cadres and their training."""

from collections.abc import Iterator, Sequence

from indicators.demo.scenes import Place, Said, Scene
from indicators.demo.shares import apportion, divide, steady
from indicators.shipped import rows

SEPTEMBER = 9
# The four categories of trainees, and the levels below and from intermediate up, in
# percent; those of a university degree gain two points a year.
TRAINEES = {
    "DT-01.chu-chot": 34,
    "DT-01.truong-doan-the": 18,
    "DT-01.chuyen-mon": 30,
    "DT-01.khong-chuyen-trach": 18,
}
UNTRAINED = {"CB-04.chua-qua": 45, "CB-04.so-cap": 55}


def hamlets(scene: Scene) -> Iterator[Said]:
    """Communes, their hamlets, and how many have no members or no cell of their own."""
    communes = scene.all_communes
    until = {row["unit"]: int(row["until"]) for row in rows("demo_white_hamlets.csv")}
    totals = apportion(scene.totals["hamlets"], [place.size for place in communes])
    white = [int(until.get(place.code, 0) >= scene.year) for place in communes]
    others = [total - none for total, none in zip(totals, white, strict=True)]
    joint = apportion(scene.totals["joint"], others)
    own = [other - shared for other, shared in zip(others, joint, strict=True)]
    yield from _said(communes, "HC-01", [1] * len(communes))
    yield from _said(communes, "HC-02", totals)
    yield from _said(communes, "TB-02", white)
    yield from _said(communes, "TB-03", joint)
    yield from _said(communes, "TB-04", own)


def cells(scene: Scene) -> Iterator[Said]:
    """Agency and military cells; those set up first are the ones that ended.

    Of 2012 as at the end of September, like the figures of the province, with the
    communes they are a share of.
    """
    ever, running = scene.totals["agency_ever"], scene.totals["agency_running"]
    military = scene.totals["military"]
    chosen = {
        "TC-05": scene.lasting[:ever],
        "TC-06": scene.lasting[ever - running : ever],
        "TC-07": scene.lasting[len(scene.lasting) - military :],
    }
    through = 12
    if scene.year == 2012:
        through = SEPTEMBER
        chosen["HC-01"] = [place.code for place in scene.all_communes]
    for code, communes in chosen.items():
        for one in _in(scene, code, communes):
            yield one._replace(through=through)


def pilots(scene: Scene) -> Iterator[Said]:
    """Communes with one person as secretary and chairman; the first to begin ended."""
    ever, running = scene.totals["pilots_ever"], scene.totals["pilots_running"]
    drawn = sorted(scene.lasting, key=lambda code: steady(f"pilot {code}", 0, 10**6))
    yield from _in(scene, "TD-01", drawn[:ever])
    yield from _in(scene, "TD-02", drawn[ever - running : ever])


def cadres(scene: Scene) -> Iterator[Said]:
    """Posts, who fills them, and the six professional levels."""
    communes = scene.all_communes
    posts = apportion(
        scene.totals["posts"], [steady(f"posts {at.code}", 19, 25) for at in communes]
    )
    vacant = apportion(
        scene.totals["posts"] - scene.totals["cadres"],
        [steady(f"vacant {at.code} {scene.year}", 0, 10) for at in communes],
    )
    filled = [all_ - free for all_, free in zip(posts, vacant, strict=True)]
    trained = apportion(scene.totals["qualified"], filled)
    others = [all_ - some for all_, some in zip(filled, trained, strict=True)]
    yield from _said(communes, "CB-02", posts)
    yield from _said(communes, "CB-01", filled)
    yield from _split(communes, others, UNTRAINED)
    degrees = 8 + 2 * (scene.year - 2002)
    levels = {
        "CB-04.sau-dai-hoc": (scene.year - 2002) // 8,
        "CB-04.dai-hoc": degrees,
        "CB-04.cao-dang": 5,
        "CB-04.trung-cap": 95 - degrees,
    }
    yield from _split(communes, trained, levels)


def training(scene: Scene) -> Iterator[Said]:
    """Turns by the four categories of trainees; of 2012 there are none to add up to."""
    turns = scene.totals.get("turns")
    if turns is None:
        return
    communes = scene.all_communes
    weights = [
        at.size * steady(f"turns {at.code} {scene.year}", 70, 130) for at in communes
    ]
    attended = apportion(turns, weights)
    yield from _said(communes, "DT-01", attended)
    yield from _split(communes, attended, TRAINEES)


def _said(
    places: Sequence[Place], indicator: str, values: Sequence[int]
) -> Iterator[Said]:
    for place, value in zip(places, values, strict=True):
        yield Said(place, indicator, value)


def _split(
    places: Sequence[Place], wholes: Sequence[int], shares: dict[str, int]
) -> Iterator[Said]:
    parts = divide(wholes, list(shares.values()))
    for indicator, values in zip(shares, parts, strict=True):
        yield from _said(places, indicator, values)


def _in(scene: Scene, indicator: str, chosen: Sequence[str]) -> Iterator[Said]:
    """1 for the communes chosen, 0 for every other one: none is not the same as no word."""
    communes, among = scene.all_communes, set(chosen)
    yield from _said(communes, indicator, [int(at.code in among) for at in communes])
