/* rename - a file that is gone and one that is new, which are the same but for a little.
 *
 *   rename_find -> pair_same (one id) -> pair_names (one name, more than three quarters alike)
 *               -> pair_alike (the most alike first, half at least) -> two deltas become one
 *
 * The order of these steps, and which of several candidates is taken, are git's.
 */
#include "files/diff/likeness.h"
#include "files/diff/parts.h"

#include <stdlib.h>

#define CANDIDATES   4   /* of one new file that are remembered */
#define SAME_MAX     100 /* files of one id that are looked at */
#define NAMESAKE_MIN ((LIKENESS_SAME + LIKENESS_HALF) / 2)
#define NOBODY       SIZE_MAX

struct part { /* one of the two sides */
    struct delta *delta;
    const char *base; /* the last component of its path */
    struct likeness likeness;
    uint64_t size;
    bool has_size, is_used;
};

struct rename {
    struct repo *repo;
    const struct disk *disk;
    const struct errand_pace *pace;
    git_odb *odb;
    struct part *olds, *news; /* both in the order of their paths */
    size_t old_count, new_count;
    size_t bytes; /* of likenesses */
};

struct pair {
    size_t old, new; /* NOBODY: none */
    unsigned score;  /* 0 of none */
    bool is_namesake;
    size_t at; /* where it was before sorting */
};

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool is_namesake(const struct part *old, const struct part *new)
{
    return strcmp(old->base, new->base) == 0;
}

static void join(struct part *old, struct part *new)
{
    new->delta->old_path = xstrdup(old->delta->path);
    new->delta->old_mode = old->delta->old_mode;
    new->delta->old_id = old->delta->old_id;
    old->is_used = new->is_used = true;
}

/* --- the same ------------------------------------------------------------------------------- */

static bool may_be_same(const struct part *old, const struct part *new)
{
    unsigned old_mode = old->delta->old_mode, new_mode = new->delta->new_mode;

    return git_oid_equal(&old->delta->old_id, &new->delta->new_id) &&
           ((S_ISREG(old_mode) && S_ISREG(new_mode)) || old_mode == new_mode);
}

static int compare_ids(const void *a, const void *b)
{
    const struct part *x = *(const struct part *const *)a, *y = *(const struct part *const *)b;
    int order = git_oid_cmp(&x->delta->old_id, &y->delta->old_id);

    return order != 0 ? order : x < y ? -1 : x > y;
}

static size_t first_of_id(struct part *const *sorted, size_t count, const git_oid *id)
{
    size_t from = 0;

    while (count > 0) {
        size_t half = count / 2;

        if (git_oid_cmp(&sorted[from + half]->delta->old_id, id) < 0) {
            from += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return from;
}

/* A namesake first, else the first. */
static struct part *find_same(const struct rename *rename, struct part *const *sorted,
                              const struct part *new)
{
    size_t first = first_of_id(sorted, rename->old_count, &new->delta->new_id);
    struct part *found = NULL;

    for (size_t i = first; i < rename->old_count && i < first + SAME_MAX; i++) {
        if (!git_oid_equal(&sorted[i]->delta->old_id, &new->delta->new_id))
            break;
        if (sorted[i]->is_used || !may_be_same(sorted[i], new))
            continue;
        if (is_namesake(sorted[i], new))
            return sorted[i];
        found = found ? found : sorted[i];
    }
    return found;
}

static void pair_same(struct rename *rename)
{
    struct part **sorted = xcalloc(rename->old_count, sizeof(struct part *));

    for (size_t i = 0; i < rename->old_count; i++)
        sorted[i] = &rename->olds[i];
    qsort(sorted, rename->old_count, sizeof(struct part *), compare_ids);
    for (size_t i = 0; i < rename->new_count; i++) {
        struct part *old = find_same(rename, sorted, &rename->news[i]);

        if (old)
            join(old, &rename->news[i]);
    }
    free(sorted);
}

/* --- alike ---------------------------------------------------------------------------------- */

/* Of what cannot be read nothing is like anything. */
static void measure(struct rename *rename, struct part *part, bool is_new)
{
    struct delta *delta = part->delta;
    git_blob *blob = NULL;

    if (part->likeness.is_made)
        return;
    if (is_new && delta->is_on_disk) {
        CLEANUP(buf_wipe) struct buf text = BUF_MAX(FILE_CUT_MAX);
        struct err err;

        if (disk_read(rename->disk, delta, &text, &err) < 0)
            buf_clear(&text);
        likeness_make(&part->likeness, buf_slice(&text));
    } else if (git_blob_lookup(&blob, rename->repo->git,
                               is_new ? &delta->new_id : &delta->old_id) == 0) {
        likeness_make(&part->likeness,
                      (struct slice){ git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob) });
    } else {
        part->likeness.is_made = true;
    }
    git_blob_free(blob);
    rename->bytes += part->likeness.count * sizeof(struct span);
}

static uint64_t size_of(struct rename *rename, struct part *part, bool is_new)
{
    const git_oid *id = is_new ? &part->delta->new_id : &part->delta->old_id;
    git_object_t type;
    size_t size = 0;

    if (part->has_size)
        return part->size;
    if (is_new && part->delta->is_on_disk) {
        measure(rename, part, true);
        size = part->likeness.size;
    } else {
        (void)git_odb_read_header(&size, &type, rename->odb, id);
    }
    part->has_size = true;
    return part->size = size;
}

static bool is_over(const struct rename *rename)
{
    return errand_is_late(rename->pace) || rename->bytes > RENAME_BYTES_MAX;
}

static unsigned score(struct rename *rename, struct part *old, struct part *new)
{
    uint64_t old_size, new_size;

    if (!S_ISREG(old->delta->old_mode) || !S_ISREG(new->delta->new_mode) || is_over(rename))
        return 0;
    old_size = size_of(rename, old, false);
    new_size = size_of(rename, new, true);
    if (likeness_is_unlike(old_size, new_size) || old_size > FILE_CUT_MAX ||
        new_size > FILE_CUT_MAX)
        return 0;
    measure(rename, old, false);
    measure(rename, new, true);
    return likeness_score(&old->likeness, &new->likeness);
}

/* --- of one name ---------------------------------------------------------------------------- */

static int compare_bases(const void *a, const void *b)
{
    return strcmp((*(const struct part *const *)a)->base, (*(const struct part *const *)b)->base);
}

/* Those that are left, sorted by the last component. */
static struct part **sort_bases(struct part *parts, size_t count, size_t *left)
{
    struct part **sorted = xcalloc(count + 1, sizeof(struct part *));

    *left = 0;
    for (size_t i = 0; i < count; i++)
        if (!parts[i].is_used)
            sorted[(*left)++] = &parts[i];
    qsort(sorted, *left, sizeof(struct part *), compare_bases);
    return sorted;
}

/* The one at *at, if its name is the only one of its kind; *at moves on to the next name. */
static struct part *take_single(struct part **sorted, size_t count, size_t *at)
{
    size_t first = (*at)++;

    while (*at < count && strcmp(sorted[first]->base, sorted[*at]->base) == 0)
        ++*at;
    return *at == first + 1 ? sorted[first] : NULL;
}

static void pair_names(struct rename *rename)
{
    size_t old_count, new_count, i = 0, k = 0;
    struct part **olds = sort_bases(rename->olds, rename->old_count, &old_count);
    struct part **news = sort_bases(rename->news, rename->new_count, &new_count);

    while (i < old_count && k < new_count) {
        int order = strcmp(olds[i]->base, news[k]->base);
        struct part *old = order <= 0 ? take_single(olds, old_count, &i) : NULL;
        struct part *new = order >= 0 ? take_single(news, new_count, &k) : NULL;

        if (!old || !new)
            continue;
        if (score(rename, old, new) >= NAMESAKE_MIN)
            join(old, new);
    }
    free(olds);
    free(news);
}

/* --- the most alike ------------------------------------------------------------------------- */

/* The better one first; what is none last. */
static int compare_pairs(const struct pair *a, const struct pair *b)
{
    if (a->new == NOBODY || b->new == NOBODY)
        return (a->new == NOBODY) - (b->new == NOBODY);
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return b->is_namesake - a->is_namesake;
}

static void remember(struct pair candidates[CANDIDATES], const struct pair *pair)
{
    size_t worst = 0;

    for (size_t i = 1; i < CANDIDATES; i++)
        if (compare_pairs(&candidates[i], &candidates[worst]) > 0)
            worst = i;
    if (compare_pairs(&candidates[worst], pair) > 0)
        candidates[worst] = *pair;
}

static void find_candidates(struct rename *rename, size_t new, struct pair candidates[CANDIDATES])
{
    for (size_t i = 0; i < CANDIDATES; i++)
        candidates[i] = (struct pair){ .old = NOBODY, .new = NOBODY };
    for (size_t i = 0; i < rename->old_count; i++) {
        struct pair pair = { .old = i, .new = new };

        if (rename->olds[i].is_used)
            continue;
        pair.score = score(rename, &rename->olds[i], &rename->news[new]);
        pair.is_namesake = is_namesake(&rename->olds[i], &rename->news[new]);
        remember(candidates, &pair);
    }
}

static int compare_stably(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    int order = compare_pairs(x, y);

    return order != 0 ? order : x->at < y->at ? -1 : x->at > y->at;
}

static void sort(struct pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        pairs[i].at = i;
    qsort(pairs, count, sizeof(*pairs), compare_stably);
}

static void pair_best(struct rename *rename, struct pair *pairs, size_t count)
{
    for (size_t i = 0; i < count && pairs[i].score >= LIKENESS_HALF; i++) {
        struct part *old = &rename->olds[pairs[i].old];
        struct part *new = &rename->news[pairs[i].new];

        if (!old->is_used && !new->is_used)
            join(old, new);
    }
}

static size_t count_left(const struct part *parts, size_t count)
{
    size_t left = 0;

    for (size_t i = 0; i < count; i++)
        left += !parts[i].is_used;
    return left;
}

static void pair_alike(struct rename *rename)
{
    size_t olds = count_left(rename->olds, rename->old_count);
    size_t news = count_left(rename->news, rename->new_count), count = 0;
    struct pair *pairs;

    if (olds == 0 || news == 0 || olds * news > (size_t)RENAMES_MAX * RENAMES_MAX)
        return;
    pairs = xcalloc(news, CANDIDATES * sizeof(*pairs));
    for (size_t i = 0; i < rename->new_count; i++) {
        if (rename->news[i].is_used)
            continue;
        find_candidates(rename, i, pairs + count);
        count += CANDIDATES;
    }
    sort(pairs, count);
    pair_best(rename, pairs, count);
    free(pairs);
}

/* --- */

static void collect(struct rename *rename, struct deltas *deltas)
{
    rename->olds = xcalloc(deltas->count + 1, sizeof(*rename->olds));
    rename->news = xcalloc(deltas->count + 1, sizeof(*rename->news));
    for (size_t i = 0; i < deltas->count; i++) {
        struct delta *delta = &deltas->items[i];
        struct part part = { .delta = delta, .base = base_of(delta->path) };

        if (delta->rule)
            continue;
        if (!delta->new_mode)
            rename->olds[rename->old_count++] = part;
        else if (!delta->old_mode)
            rename->news[rename->new_count++] = part;
    }
}

/* What has become the old side of another one is no file of its own any more. */
static void drop_used(struct rename *rename, struct deltas *deltas)
{
    size_t count = 0;

    for (size_t i = 0; i < rename->old_count; i++)
        if (rename->olds[i].is_used) {
            free(rename->olds[i].delta->path);
            rename->olds[i].delta->path = NULL;
        }
    for (size_t i = 0; i < deltas->count; i++)
        if (deltas->items[i].path)
            deltas->items[count++] = deltas->items[i];
    deltas->count = count;
}

int rename_find(struct deltas *deltas, struct repo *repo, const struct disk *disk,
                const struct errand_pace *pace, struct err *err)
{
    struct rename rename = { .repo = repo, .disk = disk, .pace = pace };

    if (git_repository_odb(&rename.odb, repo->git) < 0)
        return repo_fail("the objects of the repository", err);
    collect(&rename, deltas);
    if (rename.old_count > 0 && rename.new_count > 0) {
        pair_same(&rename);
        pair_names(&rename);
        pair_alike(&rename);
    }
    drop_used(&rename, deltas);
    for (size_t i = 0; i < rename.old_count; i++)
        likeness_done(&rename.olds[i].likeness);
    for (size_t i = 0; i < rename.new_count; i++)
        likeness_done(&rename.news[i].likeness);
    free(rename.olds);
    free(rename.news);
    git_odb_free(rename.odb);
    return 0;
}
