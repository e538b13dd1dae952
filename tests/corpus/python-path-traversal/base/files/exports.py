"""Exports that users can fetch again."""

import json
from pathlib import Path


class Exports:
    def __init__(self, folder):
        self.folder = Path(folder).resolve()

    def write(self, user_id, rows):
        path = self.folder / f"{int(user_id)}.json"
        path.write_text(json.dumps(rows), encoding="utf-8")
        return path.name

    def size(self, user_id):
        path = self.folder / f"{int(user_id)}.json"
        return path.stat().st_size if path.exists() else 0

    def remove(self, user_id):
        (self.folder / f"{int(user_id)}.json").unlink(missing_ok=True)
