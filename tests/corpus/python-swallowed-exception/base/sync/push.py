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
        self.remote.put(record["id"], record)
        self.state.mark_done(record["id"])

    def push_all(self):
        pushed = 0
        for record in self.state.pending():
            self.push_one(record)
            pushed += 1
        return pushed
