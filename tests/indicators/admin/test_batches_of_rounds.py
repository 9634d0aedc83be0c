"""The pages of a batch whose rows are in a register: training rounds (layout L4)."""

import pytest
from django.contrib.auth.models import User

from communes import registers, years
from communes.acts import WrittenRow
from communes.models import Assignment, TrainingRound, TrainingTurns
from indicators.admin.batch_rows import shown_rows
from indicators.imports.apply import apply
from indicators.models import Batch
from tests.factories import make_round
from tests.indicators.admin.test_batches import Reader
from tests.indicators.imports.import_cases import L4
from tests.indicators.imports.province import Province, keep_training

ROUND = "Bồi dưỡng bí thư, phó bí thư đảng ủy xã"


@pytest.fixture
def batch(province: Province) -> Batch:
    """What an import of the officer wrote into the register."""
    keep_training(province)
    batch = apply(L4, "L4.csv", by=province.officer).batch
    assert batch is not None
    return batch


def correct(turns: int, *, by: User) -> None:
    """Somebody gives the first round other turns, on the register's own screen."""
    row = TrainingTurns.objects.get(round__title=ROUND, turns=118)
    row.turns = turns
    with registers.writing(by=by) as to:
        to.save(row)


def nothing_was_undone() -> bool:
    """Every round stands, and no batch says that one was taken back."""
    undone = Batch.objects.filter(kind=Batch.Kind.UNDO).exists()
    return TrainingRound.objects.count() == 5 and not undone


def test_an_undo_of_rounds_is_foreseen_done_and_undone_in_its_turn(
    province: Province, batch: Batch
) -> None:
    reader = Reader(province.officer)
    page = reader.page(batch)
    assert len(page.context["rows"]) == 5
    assert "undo/" in page.content.decode()
    answer = reader.foresee(batch)
    foreseen = answer.context["foreseen"]
    assert (foreseen.restored, foreseen.withdrawn, foreseen.blocked) == (0, 5, 0)
    assert 'name="undo"' in answer.content.decode()
    assert nothing_was_undone()

    reader.undo(batch)
    undoing = Batch.objects.get(kind=Batch.Kind.UNDO)
    assert (undoing.reason, undoing.undoes) == ("Nhầm tệp", batch)
    assert not TrainingRound.objects.exists()
    assert f"#{undoing.pk}" in reader.page(batch).content.decode()
    assert "undo/" not in reader.page(batch).content.decode()
    foreseen = reader.foresee(undoing).context["foreseen"]
    assert (foreseen.restored, foreseen.withdrawn) == (5, 0)
    reader.undo(undoing, "Không nhầm")
    assert TrainingRound.objects.count() == 5


def test_it_says_which_round_was_written_since_and_by_whom(
    province: Province, batch: Batch
) -> None:
    colleague = User.objects.create_superuser("dong-nghiep")
    correct(100, by=colleague)
    reader = Reader(province.officer)
    answer = reader.foresee(batch)
    assert answer.context["foreseen"].blocked == 1
    page = answer.content.decode()
    for said in (ROUND, "2011", "dong-nghiep"):
        assert said in page
    assert 'name="undo"' not in page
    assert reader.undo(batch).status_code == 200
    assert nothing_was_undone()


def test_it_leads_to_the_batch_that_wrote_since(
    province: Province, batch: Batch
) -> None:
    text = L4.decode("utf-8-sig").replace(";120;118;118;", ";120;119;119;")
    later = apply(
        text.encode(), "x.csv", by=province.officer, reason="Tổng in chưa sửa"
    ).batch
    assert later is not None
    page = Reader(province.officer).foresee(batch).content.decode()
    assert f">#{later.pk}</a>" in page
    assert province.officer.username in page.partition('id="blocked"')[2]


def test_a_locked_year_of_rounds_is_said_before_and_refused_after(
    province: Province, batch: Batch, administrator: User
) -> None:
    years.lock(2011, by=administrator, reason="Đã chốt số liệu năm")
    reader = Reader(province.officer)
    answer = reader.foresee(batch)
    foreseen = answer.context["foreseen"]
    assert (foreseen.locked, foreseen.is_possible) == ((2011,), False)
    page = answer.content.decode()
    assert "2011" in page.partition('class="errornote"')[2].partition("</p>")[0]
    assert 'name="undo"' not in page
    refused = reader.undo(batch)
    assert refused.status_code == 200
    assert "Đã chốt số liệu năm" in refused.content.decode()
    assert nothing_was_undone()


def test_who_lost_the_right_is_told_so_and_undoes_nothing(
    province: Province, batch: Batch
) -> None:
    Assignment.objects.filter(user=province.officer).update(unit=province.units["219"])
    reader = Reader(province.officer)
    answer = reader.foresee(batch)
    assert answer.status_code == 200
    assert answer.context["foreseen"].without_right == 5
    assert 'name="undo"' not in answer.content.decode()
    refused = reader.undo(batch)
    assert refused.status_code == 200
    assert "Bắc Giang" in refused.content.decode()
    assert nothing_was_undone()


def test_a_row_whose_unit_is_gone_since_is_listed_without_it(db: None) -> None:
    gone = make_round()
    row = WrittenRow(gone, "-")
    gone.unit_id = 0
    assert [(one.unit, one.what) for one in shown_rows([row])] == [("", "-")]
