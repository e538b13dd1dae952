"""Notes of users in SQLite."""

import sqlite3


def open_store(path):
    db = sqlite3.connect(path)
    db.execute(
        "CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, owner TEXT, title TEXT, body TEXT)"
    )
    return db


def add(db, owner, title, body):
    with db:
        cursor = db.execute(
            "INSERT INTO note (owner, title, body) VALUES (?, ?, ?)", (owner, title, body)
        )
    return cursor.lastrowid


def titles(db, owner):
    rows = db.execute("SELECT id, title FROM note WHERE owner = ? ORDER BY id", (owner,))
    return rows.fetchall()
