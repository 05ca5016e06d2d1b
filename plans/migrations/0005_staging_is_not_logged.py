from django.db import migrations


class Migration(migrations.Migration):
    """What an import stages can be read from its file again; logging it doubled the cost of writing it."""

    dependencies = [("plans", "0004_frozen_draws")]
    operations = [
        migrations.RunSQL("ALTER TABLE plans_importrow SET UNLOGGED", "ALTER TABLE plans_importrow SET LOGGED")
    ]
