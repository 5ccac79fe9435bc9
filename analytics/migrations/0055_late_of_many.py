"""What was told of those who answered late, where they were few or the quarter is open: no filling
comes back to a quarter that has closed (ADR 125)."""

from django.db import migrations

LEAST = 450


def _forget_the_few(apps, schema_editor):
    states = apps.get_model("analytics", "QuarterState").objects.all()
    runs = apps.get_model("analytics", "WeightRun").objects
    for state in states.exclude(shifts={}):
        of_runs = runs.filter(period=state.period).values_list("late_answers", flat=True)
        late = [] if state.closed_on is None or state.corrected_on else list(of_runs)
        state.shifts = {
            item: shift if _are_many(late, item) else {**shift, "as_late": None}
            for item, shift in state.shifts.items()
        }
        state.save(update_fields=["shifts"])
        if state.corrected_on:
            runs.filter(period=state.period).update(late_answers={})


def _are_many(runs, item):
    """Whether as many answered early as late: two bins each, of people, Σw and Σw²."""
    bins = [late[item] for late in runs if item in late]
    return bool(bins) and all(
        _effective_base([found[at] for found in bins for at in arm]) >= LEAST
        for arm in ((0, 1), (2, 3))
    )


def _effective_base(bins):
    people, sum_w, sum_w2 = (sum(column) for column in zip(*bins))
    return min(people, sum_w**2 / sum_w2) if sum_w2 else 0


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0054_what_pages_read"),
    ]

    operations = [
        migrations.RunPython(_forget_the_few, migrations.RunPython.noop),
    ]
