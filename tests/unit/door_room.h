/* door_room - a folder with files and with every kind of link, for units of files/door. */
#pragma once

#include "file_room.h"
#include "files/door.h"

static int folder_fd = -1;

static inline void furnish(void)
{
    room_enter();
    room_file("outside/secret", "outside");
    room_file("top-old/secret", "outside");
    room_file("top/a.txt", "inside");
    room_file("top/.env", "inside, and denied by its name");
    room_file("top/dir/b.txt", "inside");
    room_file("top/dir/deep/c.txt", "inside");
    room_file("top/with space", "inside");
    room_file("top/...", "inside");
    room_file("top/caf\xC3\xA9", "inside");
    room_link("a.txt", "top/to-file");
    room_link(".env", "top/notes.txt");
    room_link("dir", "top/to-dir");
    room_link("../a.txt", "top/dir/to-above");
    room_link("../outside", "top/out");
    room_link("../outside/secret", "top/out-file");
    room_link(room_path("outside/secret"), "top/abs-out");
    room_link(room_path("top/a.txt"), "top/abs-in");
    room_link("..", "top/up");
    room_link(".", "top/self");
    room_link("loop", "top/loop");
    room_link("chain2", "top/chain");
    room_link("out", "top/chain2");
    room_link("nowhere", "top/dangling");
    room_link("/", "top/whole");
    room_link("/proc/self/root", "top/magic-root");
    room_link("/proc/self/cwd", "top/magic-cwd");
    room_link("/proc/self/fd", "top/magic-fd");
    room_link("../../outside/secret", "top/dir/out");
    room_link("/dev/fd/0", "top/input");
    folder_fd = open(room_path("top"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(folder_fd >= 0);
}

static inline void leave(void)
{
    close(folder_fd);
    room_leave();
}

typedef int way(int folder, const char *name, enum door_kind kind);

static way *const ways[] = { door_open, door_walk };
