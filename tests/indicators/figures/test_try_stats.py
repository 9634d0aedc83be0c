from datetime import date
from unittest.mock import patch
from collections import Counter
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from indicators.models import Figure, Batch, Entry
from communes.models import *
from tests.indicators.figures import test_property as t
small = t.small
STATS = Counter()
@pytest.mark.django_db
@settings(max_examples=30, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.data())
def run(small, data):
    with patch("django.utils.timezone.localdate", return_value=date(2012,12,31)), transaction.atomic():
        for act in [data.draw(t.happenings.beginning), *data.draw(t.acts)]:
            t._act(small, act)
        STATS["ex"]+=1
        for b in Figure.objects.values_list("basis", flat=True): STATS[b]+=1
        STATS["nonzero"]+=Figure.objects.filter(basis="register", result__gt=0).count()
        STATS["plans"]+=Figure.objects.filter(basis="register", plan__gt=0).count()
        STATS["locks"]+=Batch.objects.filter(kind="lock").count()
        STATS["lockentries"]+=Entry.objects.filter(batch__kind="lock").count()
        STATS["lockplans"]+=Entry.objects.filter(batch__kind="lock", measure="plan").count()
        STATS["placed"]+=Placement.objects.count()
        STATS["rows"]+=Hamlet.objects.count()+PartyCell.objects.count()+TrainingTurns.objects.count()
        STATS["ended"]+=Figure.objects.filter(basis="entered", indicator__source="register").count()
        transaction.set_rollback(True)
@pytest.mark.django_db
def test_it(small):
    run(small); print(STATS)
