from django.db import migrations

# Every character and every pair of neighbouring characters, so that two Chinese characters are answered from an index.
FUNCTION = """
CREATE FUNCTION name_grams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT gram), '{}') FROM (
        SELECT substr(words, i, 1) AS gram FROM generate_series(1, length(words)) AS i
        UNION ALL
        SELECT substr(words, i, 2) FROM generate_series(1, length(words) - 1) AS i
    ) AS grams
$$;
"""


class Migration(migrations.Migration):
    dependencies = []

    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION name_grams(text);")]
