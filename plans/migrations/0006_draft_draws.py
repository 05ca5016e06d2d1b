"""A draft may be discarded, and is for good: it keeps its number and its conditions, and gives back what it held."""

import django.utils.timezone
from django.db import migrations, models

STATES = [
    ("draft", "设定条件"),
    ("discarded", "草稿已放弃"),
    ("frozen", "名单已冻结"),
    ("seeded", "种子待确认"),
    ("confirmed", "种子已确认"),
    ("drawn", "已抽取"),
    ("revealing", "正在公布结果"),
    ("revealed", "已公布结果"),
    ("void", "已作废"),
]
OPEN = ("IF OLD.commitment = '' THEN", "IF NEW.state NOT IN ('draft', 'frozen') THEN")
CLOSED = (
    """IF OLD.state = 'discarded' THEN
    RAISE EXCEPTION 'draw % was discarded: what is kept of it stays', OLD.id;
  END IF;
  IF OLD.commitment = '' THEN""",
    "IF NEW.state NOT IN ('draft', 'frozen', 'discarded') THEN",
)


def swap(old: tuple[str, ...], new: tuple[str, ...]) -> str:
    """The function of `0004_frozen_draws` with new lines in the place of old ones."""
    text = "pg_get_functiondef('draw_stays'::regproc)"
    for before, after in zip(old, new, strict=True):
        text = f"replace({text}, $l${before}$l$, $l${after}$l$)"
    return f"DO $do$ BEGIN EXECUTE {text}; END $do$;"


class Migration(migrations.Migration):
    dependencies = [("plans", "0005_staging_is_not_logged")]
    operations = [
        migrations.RemoveConstraint(model_name="draw", name="draw_replaced_once"),
        migrations.AddField(
            model_name="draw",
            name="set_on",
            field=models.DateField(
                default=django.utils.timezone.localdate, editable=False, verbose_name="条件设定日期"
            ),
        ),
        migrations.AlterField(
            model_name="draw",
            name="state",
            field=models.CharField(choices=STATES, default="draft", max_length=10, verbose_name="状态"),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "discarded"), _negated=True),
                fields=("replaces",),
                name="draw_replaced_once",
            ),
        ),
        migrations.RunSQL(swap(OPEN, CLOSED), swap(CLOSED, OPEN)),
    ]
