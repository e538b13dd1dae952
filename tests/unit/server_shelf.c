/* Units of mcp-server/review/shelf: reviews that are kept, found again, and altered by others. */
#include "base/clock.h"
#include "ledger_room.h"
#include "mcp-server/answer/keep.h"
#include "mcp-server/review/shelf.h"
#include "mcp-server/worth/outcome.h"
#include "vault/secret.h"

#include <fcntl.h>

#define REVIEW "{\"review_id\":\"r_\",\"findings\":[{\"id\":\"F1\"}]}"

static struct config config;
static struct program program;
static struct shelf_recall *recall;
static struct store_amend *amend;
static char id[SHELF_ID_SIZE], review[KIB(1)], outcome[KIB(1)], path_of[256];
static struct err told;
static int ends;

static void begin(void)
{
    room_open();
    config = (struct config){ .state_dir = room, .keep_days = 5, .max_mb = 1 };
    program = (struct program){ .config = &config, .loop = loop_new() };
    program.store = store_new(program.loop, room);
    secret_random_id(id, "r_");
    path_of[0] = '\0';
}

static void end(void)
{
    char folder[96];

    recall = shelf_recall_free(recall);
    amend = store_amend_free(amend);
    program.store = store_free(program.store, 5000);
    loop_free(program.loop);
    unlink(path_of);
    snprintf(folder, sizeof(folder), "%s/reviews", room);
    rmdir(folder);
    room_close();
}

static void on_recalled(void *user, const struct shelf_leaf *leaf, const struct err *err)
{
    (void)user;
    ends++;
    CHECK(!leaf == !!err);
    told = err ? *err : (struct err){ 0 };
    snprintf(review, sizeof(review), "%.*s", leaf ? (int)leaf->review.size : 0,
             leaf ? leaf->review.data : "");
    snprintf(outcome, sizeof(outcome), "%.*s", leaf ? (int)leaf->outcome.size : 0,
             leaf ? leaf->outcome.data : "");
}

static void find(const char *name)
{
    recall = shelf_recall_free(recall);
    ends = 0;
    recall = shelf_recall(&program, name, on_recalled, NULL);
    CHECK_INT(ends, 0);
    for (int turns = 0; ends == 0 && turns < 500; turns++)
        loop_turn(program.loop, 20);
    CHECK_INT(ends, 1);
}

static void on_scored(void *user, struct slice text, const struct err *err)
{
    (void)user;
    ends++;
    told = err ? *err : (struct err){ 0 };
    snprintf(outcome, sizeof(outcome), "%.*s", err ? 0 : (int)text.size, text.data);
}

static void on_scored_beside(void *user, struct slice text, const struct err *err)
{
    (void)user;
    (void)text;
    CHECK(!err);
}

static void score(const char *statements)
{
    struct shelf_leaf leaf = { .id = id, .time_s = clock_unix_s() };

    amend = store_amend_free(amend);
    ends = 0;
    amend = shelf_score(&program, &leaf, slice_of(statements), on_scored, NULL);
    for (int turns = 0; ends == 0 && turns < 500; turns++)
        loop_turn(program.loop, 20);
    CHECK_INT(ends, 1);
}

static void keep(void)
{
    CLEANUP(freep) char *path = NULL;
    struct err err = { 0 };

    path = shelf_keep(&program, id, slice_of(REVIEW), false, &err);
    CHECK(path);
    snprintf(path_of, sizeof(path_of), "%s", path);
}

TEST("shelf: a review is kept as a file for the user alone, and found again by its name")
{
    struct stat status;
    char text[64] = "";

    begin();
    keep();
    CHECK_INT(strncmp(path_of, room, strlen(room)), 0);
    CHECK_SAYS(path_of, "/reviews/r_");
    CHECK_INT(stat(path_of, &status), 0);
    CHECK_INT(status.st_mode & 0777, 0600);

    int file = open(path_of, O_RDONLY);

    CHECK_INT(read(file, text, sizeof(text) - 1), (int64_t)strlen(REVIEW));
    close(file);
    CHECK_STR(text, REVIEW);
    find(id);
    CHECK_INT(told.kind, ERR_NONE);
    CHECK_STR(review, REVIEW);
    CHECK_STR(outcome, "");
    end();
}

TEST("shelf: what becomes of it is added to what was said before")
{
    begin();
    keep();
    score("F1 accepted human 1\n");
    CHECK_STR(outcome, "F1 accepted human 1\n");
    score("F2 rejected test 2\n");
    CHECK_STR(outcome, "F1 accepted human 1\nF2 rejected test 2\n");
    score("F1 rejected human 3\n");
    find(id);
    CHECK_STR(review, REVIEW);
    CHECK_STR(outcome, "F2 rejected test 2\nF1 rejected human 3\n");
    end();
}

TEST("shelf: two who say something at the same time are both heard")
{
    struct shelf_leaf leaf = { .id = id, .time_s = clock_unix_s() };

    begin();
    keep();
    amend = shelf_score(&program, &leaf, SLICE("F1 accepted human 1\n"), on_scored_beside, NULL);
    store_amend_free(shelf_score(&program, &leaf, SLICE("F2 accepted human 1\n"), on_scored, NULL));
    find(id);
    CHECK_STR(outcome, "F1 accepted human 1\nF2 accepted human 1\n");
    end();
}

TEST("shelf: one that is not there says so, and a name that is none what names look like")
{
    begin();
    find(id);
    CHECK_INT(told.kind, ERR_ARGUMENT);
    CHECK_SAYS(told.text, id);
    CHECK_SAYS(told.text, "never kept, has expired, or was forgotten");
    find("F1");
    CHECK_INT(told.kind, ERR_ARGUMENT);
    CHECK_SAYS(told.text, "\"F1\" is no review");
    CHECK(!shelf_is_id("r_abc") && !shelf_is_id("t_aaaaaaaaaaaaaaaaaaaaaaaaaa") && shelf_is_id(id));
    end();
}

#define REVIEW_ROW  1
#define OUTCOME_ROW 2

/* One bit of a kept text, turned by another program. */
static void flip(int row)
{
    sqlite3 *other = NULL;
    sqlite3_blob *blob = NULL;
    char path[128], byte;

    snprintf(path, sizeof(path), "%s/records.db", room);
    CHECK_INT(sqlite3_open(path, &other), SQLITE_OK);
    CHECK_INT(sqlite3_blob_open(other, "main", "record", "sealed", row, 1, &blob), SQLITE_OK);
    CHECK_INT(sqlite3_blob_read(blob, &byte, 1, sqlite3_blob_bytes(blob) / 2), SQLITE_OK);
    byte ^= 1;
    CHECK_INT(sqlite3_blob_write(blob, &byte, 1, sqlite3_blob_bytes(blob) / 2), SQLITE_OK);
    CHECK_INT(sqlite3_blob_close(blob), SQLITE_OK);
    sqlite3_close(other);
}

TEST(
    "shelf: a byte of a kept review, or of what became of it, that was altered is refused in words")
{
    begin();
    keep();
    score("F1 accepted human 1\n");
    flip(OUTCOME_ROW);
    find(id);
    CHECK_INT(told.kind, ERR_CONFIG);
    CHECK_SAYS(told.text, "not as it was written");
    score("F1 rejected human 1\n");
    CHECK_INT(told.kind, ERR_CONFIG);
    CHECK_SAYS(told.text, "not as it was written");
    room_alter_records("DELETE FROM record WHERE kind = 5");
    find(id);
    CHECK_STR(review, REVIEW);
    flip(REVIEW_ROW);
    find(id);
    CHECK_INT(told.kind, ERR_CONFIG);
    CHECK_SAYS(told.text, "not as it was written");
    end();
}

TEST("shelf: without a state directory, or with a full one, it is said why nothing is kept")
{
    struct err err = { 0 };

    begin();
    program.store = store_free(program.store, 1000);
    config.state_dir = NULL;
    config.state_err = "/x: Permission denied";
    CHECK(!shelf_keep(&program, id, slice_of(REVIEW), false, &err));
    CHECK_INT(err.kind, ERR_CONFIG);
    CHECK_SAYS(err.text, "/x: Permission denied");
    find(id);
    CHECK_INT(told.kind, ERR_CONFIG);
    CHECK_SAYS(told.text, "/x: Permission denied");
    if (access("/dev/full", W_OK) == 0) {
        config.state_dir = "/dev/full";
        CHECK(!shelf_keep(&program, id, slice_of(REVIEW), false, &err));
        CHECK_INT(err.kind, ERR_CONFIG);
    }
    end();
}

TEST("shelf: reviews go with age like answers do, and what became of them goes with them")
{
    struct stat status;

    begin();
    keep();
    score("F1 accepted human 1\n");
    CHECK_INT(keep_forget(&config, clock_unix_s() - 1, true), 0);
    CHECK_INT(keep_forget(&config, INT64_MAX, true), 1);
    CHECK_INT(keep_forget(&config, INT64_MAX, false), 1);
    CHECK(stat(path_of, &status) < 0);
    store_forget(program.store, clock_unix_s() + 1, INT64_MAX);
    find(id);
    CHECK_INT(told.kind, ERR_ARGUMENT);
    keep(); /* the same name: nobody remembers what was said of it */
    find(id);
    CHECK_STR(outcome, "");
    end();
}
