"""Stories of records, told in the order of time."""

import datetime as dt
import heapq
import itertools
from collections.abc import Callable, Iterator

from django.utils import timezone

from supervision.demo.clock import at

Story = Iterator[dt.datetime]  # yields when it goes on, and acts at that moment


class Year:
    def __init__(self, until: dt.datetime, *, tell: Callable[[str], None]) -> None:
        self.until = until
        self.tell = tell
        self.waiting: list[tuple[dt.datetime, int, Story]] = []
        self.order = itertools.count()

    def begin(self, story: Story) -> None:
        self.go_on(story, dt.datetime.min.replace(tzinfo=dt.UTC))

    def go_on(self, story: Story, now: dt.datetime) -> None:
        """Up to the story's next act; an act wished for in the past is done now."""
        moment = next(story, None)
        if moment is not None:
            heapq.heappush(self.waiting, (max(moment, now), next(self.order), story))

    def live(self) -> None:
        """What would come after `until` does not happen: those records stay as they are."""
        month = ""
        while self.waiting and self.waiting[0][0] <= self.until:
            moment, _, story = heapq.heappop(self.waiting)
            with at(moment):
                if month != (month := timezone.localdate().strftime("%Y-%m")):
                    self.tell(month)
                self.go_on(story, moment)
