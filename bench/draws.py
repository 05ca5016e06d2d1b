"""A draw of one in a hundred that anyone can repeat, against ORDER BY random()."""

from bench.measure import Result, interleaved
from bench.scene import Scene
from plans.rules.draw import draw

KEY = "20250312./3.8.17.22.29.31./"


def measure(scene: Scene) -> list[Result]:
    """Ours works on the frozen list in memory and keeps the transcript; the floor's list is a table."""
    size = scene.sizes.draw_rows
    count = size // 100
    weights = [1 + number % 4 for number in range(size)]
    scene.bare.execute(b"CREATE TABLE bench_pool AS SELECT n AS id FROM generate_series(1, %s) n", [size])
    scene.bare.execute("ANALYZE bench_pool")

    def at_random() -> None:
        scene.bare.execute(b"SELECT id FROM bench_pool ORDER BY random() LIMIT %s", [count]).fetchall()

    ours, floor = interleaved(
        lambda: draw(KEY, "unit", weights=weights, count=count), at_random, rounds=scene.sizes.heavy_rounds
    )
    return [Result("draw 1 %", ours, floor, 5, notes={"list": size, "drawn": count})]
