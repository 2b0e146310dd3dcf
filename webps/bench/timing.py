"""How long an action takes."""

import statistics
import time
from collections.abc import Callable


def milliseconds(action: Callable[[], object], runs: int) -> float:
    """Median of several runs after one that does not count."""
    action()
    return statistics.median(each(action, runs))


def each(action: Callable[[], object], runs: int) -> list[float]:
    """Milliseconds of each run."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append((time.perf_counter() - start) * 1000)
    return times


def told(name: str, times: list[float]) -> None:
    print(f"{name}: median {statistics.median(times):.1f} ms, slowest {max(times):.1f} ms")
