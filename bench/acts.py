"""A legal act from its lock to its commit, against commits of one bare row."""

from bench.measure import Result, interleaved
from bench.scene import Scene
from plans.actions.enterprise_import import confirm_import
from plans.models import ImportRun
from plans.states import ImportState


def measure(scene: Scene) -> list[Result]:
    """The confirmation of an import: row lock, right, two guards, ledger with its leaf hash, outbox, commit."""
    sizes = scene.sizes
    count = sizes.acts * (sizes.rounds + 1)
    waiting = iter(checked_runs(scene, count + 1))
    scene.bare.execute("CREATE TABLE bench_commits (id bigserial PRIMARY KEY, note text)")

    def act() -> None:
        confirm_import(next(waiting), by=scene.chief)

    def commit() -> None:
        scene.bare.execute("INSERT INTO bench_commits (note) VALUES ('one row')")

    ours, floor = interleaved(act, commit, rounds=sizes.rounds, times=sizes.acts)
    settings = {
        name: scene.bare.execute(f"SHOW {name}".encode()).fetchone() for name in ("fsync", "synchronous_commit")
    }
    notes = {name: value[0] for name, value in settings.items() if value}
    notes |= {"acts_per_second": round(1 / ours), "bare_commits_per_second": round(1 / floor)}
    return [Result("act, lock to commit", ours, floor, 0.5, at_most=False, notes=notes)]


def checked_runs(scene: Scene, count: int) -> list[ImportRun]:
    """Made in bulk, in the state the act starts from: this is about time, not about how they got there."""
    return ImportRun.objects.bulk_create(
        ImportRun(
            bureau=scene.bureau, created_by=scene.chief, file_name=f"{n}.csv", state=ImportState.CHECKED, rows=1, new=1
        )
        for n in range(count)
    )
