"""Indicators of a catalogue that is already loaded are counted from the registers now.

Until now every indicator was entered; what the board has added or changed stays so.
"""

from django.db import migrations

MEASURES = {
    "HC-02": "hamlets",
    "HC-02.thon": "hamlets_thon",
    "HC-02.ban": "hamlets_ban",
    "HC-02.to-dan-pho": "hamlets_to_dan_pho",
    "HC-02.kho-khan": "hamlets_difficult",
    "TB-02": "white_hamlets",
    "TB-02.kho-khan": "white_hamlets_difficult",
    "TB-02.chuyen-di": "white_hamlets_chuyen_di",
    "TB-02.tu-tran": "white_hamlets_tu_tran",
    "TB-02.chia-tach": "white_hamlets_chia_tach",
    "TB-02.ly-do-khac": "white_hamlets_other",
    "TC-05": "agency_cells_ever",
    "TC-05.lam-diem": "agency_cells_first_batch",
    "TC-06": "agency_cells_running",
    "TC-07": "military_cells",
    "TD-01": "pilots_ever",
    "TD-01.xa": "pilots_ever_xa",
    "TD-01.phuong": "pilots_ever_phuong",
    "TD-01.thi-tran": "pilots_ever_thi_tran",
    "TD-02": "pilots_running",
    "TD-03": "pilots_good",
    "DT-01": "turns",
    "DT-01.chu-chot": "turns_chu_chot",
    "DT-01.truong-doan-the": "turns_truong_doan_the",
    "DT-01.chuyen-mon": "turns_chuyen_mon",
    "DT-01.khong-chuyen-trach": "turns_khong_chuyen_trach",
    "DT-04": "turns_content_chuc_danh",
    "DT-04.chu-chot": "turns_by_title_chu_chot",
    "DT-04.truong-doan-the": "turns_by_title_truong_doan_the",
    "DT-04.chuyen-mon": "turns_by_title_chuyen_mon",
    "DT-04.khong-chuyen-trach": "turns_by_title_khong_chuyen_trach",
    "DT-05": "turns_content_ky_nang",
    "DT-06": "turns_content_ly_luan",
    "DT-06.so-cap": "turns_theory_so_cap",
    "DT-06.trung-cap": "turns_theory_trung_cap",
    "DT-06.chuyen-de": "turns_theory_chuyen_de",
    "DT-01.nghiep-vu": "turns_content_nghiep_vu",
    "DT-01.quan-ly-nha-nuoc": "turns_content_quan_ly",
    "DT-01.tin-hoc-ngoai-ngu": "turns_content_tin_hoc_ngoai_ngu",
    "DT-01.quoc-phong-an-ninh": "turns_content_quoc_phong",
    "DT-01.noi-dung-khac": "turns_content_khac",
    "DT-01.tinh-to-chuc": "turns_organiser_tinh",
    "DT-01.huyen-to-chuc": "turns_organiser_huyen",
    "DT-01.noi-khac-to-chuc": "turns_organiser_khac",
    "DT-03": "rounds",
    "DT-03.theo-chuc-danh": "rounds_content_chuc_danh",
    "DT-03.ky-nang": "rounds_content_ky_nang",
    "DT-03.ly-luan-chinh-tri": "rounds_content_ly_luan",
    "DT-03.nghiep-vu": "rounds_content_nghiep_vu",
    "DT-03.quan-ly-nha-nuoc": "rounds_content_quan_ly",
    "DT-03.tin-hoc-ngoai-ngu": "rounds_content_tin_hoc_ngoai_ngu",
    "DT-03.quoc-phong-an-ninh": "rounds_content_quoc_phong",
    "DT-03.noi-dung-khac": "rounds_content_khac",
    "DT-03.tinh-to-chuc": "rounds_organiser_tinh",
    "DT-03.huyen-to-chuc": "rounds_organiser_huyen",
    "DT-03.noi-khac-to-chuc": "rounds_organiser_khac",
    "VB-01": "documents",
    "VB-01.chuong-trinh": "documents_chuong_trinh",
    "VB-01.ke-hoach": "documents_ke_hoach",
    "VB-01.de-an": "documents_de_an",
    "VB-01.quy-che": "documents_quy_che",
    "VB-02": "rules_reviewed",
    "VB-03.due": "study_due",
    "VB-03.attended": "study_attended",
}


def count(apps, schema_editor):
    indicators = apps.get_model("indicators", "Indicator").objects
    found = list(indicators.filter(code__in=MEASURES, source="entered", measure=""))
    for indicator in found:
        indicator.source, indicator.measure = "register", MEASURES[indicator.code]
    indicators.bulk_update(found, ["source", "measure"])


def enter(apps, schema_editor):
    indicators = apps.get_model("indicators", "Indicator").objects
    indicators.filter(source="register").update(source="entered", measure="")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0005_value_in_bounds"), ("communes", "0006_rules_of_registers")]

    operations = [migrations.RunPython(count, enter)]
