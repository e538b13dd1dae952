"""Jobs that are run when they are due."""

import heapq


class Schedule:
    def __init__(self):
        self._due = []
        self._number = 0

    def at(self, when, action):
        """Runs action, which takes no argument, at a time in seconds."""
        self._number += 1
        heapq.heappush(self._due, (when, self._number, action))

    def run_due(self, now):
        ran = 0
        while self._due and self._due[0][0] <= now:
            _, _, action = heapq.heappop(self._due)
            action()
            ran += 1
        return ran


def plan_backup(schedule, storage, start, volumes=("main",)):
    """One volume an hour, the check at the end."""
    when = start
    for volume in volumes:
        schedule.at(when, lambda: storage.backup(volume))
        when += 3600
    schedule.at(when, storage.verify)
