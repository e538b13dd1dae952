/* sarif - a review as SARIF 2.1.0, for code scanning.
 *
 *   run: tool (rules: a category each that occurs), results (a finding each), invocations (what was
 *   not reviewed, and who did not answer)
 */
#include "review/sarif.h"

#include "review/sarif_parts.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

int sarif_malformed(struct err *err, const char *what)
{
    return err_set(err, ERR_PROTOCOL, "this is no review: %s", what);
}

cJSON *sarif_add_text(cJSON *object, const char *name, const char *text)
{
    cJSON *message = cJSON_AddObjectToObject(object, name);

    cJSON_AddStringToObject(message, "text", text);
    return message;
}

/* A path as a URI below the top of the repository. */
void sarif_add_artifact(cJSON *place, const char *path)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    CLEANUP(buf_done) struct buf uri = BUF_MAX(3 * PATH_BYTES_MAX);
    cJSON *artifact = cJSON_AddObjectToObject(place, "artifactLocation");

    for (; *path != '\0'; path++)
        if (strchr(plain, *path))
            buf_addc(&uri, *path);
        else
            buf_addf(&uri, "%%%02X", (unsigned)(unsigned char)*path);
    cJSON_AddStringToObject(artifact, "uri", buf_text(&uri));
    cJSON_AddStringToObject(artifact, "uriBaseId", "%SRCROOT%");
}

/* --- what was not reviewed ------------------------------------------------------------------ */

static cJSON *add_notification(cJSON *list, const char *kind, const char *level, const char *text)
{
    cJSON *notification = cJSON_CreateObject();

    cJSON_AddStringToObject(cJSON_AddObjectToObject(notification, "descriptor"), "id", kind);
    cJSON_AddStringToObject(notification, "level", level);
    sarif_add_text(notification, "message", text);
    cJSON_AddItemToArray(list, notification);
    return notification;
}

static void add_not_sent(cJSON *list, const cJSON *row)
{
    const char *path = json_str(row, "path"), *why = json_str(row, "why");
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(8));
    cJSON *notification, *location;

    if (!path)
        return;
    buf_addf(&text, "%s was not reviewed%s%s", path, why ? ": " : "", why ? why : "");
    notification = add_notification(list, "not-sent", "note", buf_text(&text));
    location = cJSON_CreateObject();
    sarif_add_artifact(cJSON_AddObjectToObject(location, "physicalLocation"), path);
    cJSON_AddItemToArray(cJSON_AddArrayToObject(notification, "locations"), location);
}

/* Whether a line of files_skipped ("a.c: binary") is about a file of not_sent. */
static bool is_not_sent(const cJSON *not_sent, const char *line)
{
    const cJSON *row;

    cJSON_ArrayForEach(row, not_sent)
    {
        struct slice path = slice_of(json_str(row, "path"));

        if (path.size > 0 && slice_starts(slice_of(line), path) &&
            strncmp(line + path.size, ": ", 2) == 0)
            return true;
    }
    return false;
}

/* Files that were to be read: false when there are some. */
static bool add_unread(cJSON *list, const cJSON *report)
{
    const cJSON *not_sent = json_at(json_at(report, "target"), "not_sent"), *line;
    bool is_all_read = true;

    cJSON_ArrayForEach(line, json_at(json_at(report, "coverage"), "files_skipped"))
    {
        if (!cJSON_IsString(line) || is_not_sent(not_sent, line->valuestring))
            continue;
        add_notification(list, "not-read", "error", line->valuestring);
        is_all_read = false;
    }
    return is_all_read;
}

/* How many have answered; the others are told of. */
static size_t add_reviewers(cJSON *list, const cJSON *report)
{
    size_t answered = 0;
    const cJSON *row;

    cJSON_ArrayForEach(row, json_at(report, "reviewers"))
    {
        const char *status = json_str(row, "status"), *model = json_str(row, "model");
        const char *error = json_str(row, "error");
        bool has_failed = !status || strcmp(status, "failed") == 0;
        CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(8));

        answered += !has_failed;
        if (!has_failed && strcmp(status, "ok") == 0)
            continue;
        buf_addf(&text, "%s %s%s%s", model ? model : "a reviewer",
                 has_failed ? "gave no review" : "gave only a part of its review",
                 error ? ": " : "", error ? error : "");
        add_notification(list, has_failed ? "reviewer-failed" : "reviewer-partial",
                         has_failed ? "error" : "warning", buf_text(&text));
    }
    return answered;
}

/* A change that changes nothing needs no reviewer. */
static bool is_nothing(const cJSON *report)
{
    return cJSON_GetArraySize(json_at(report, "reviewers")) == 0 &&
           cJSON_GetArraySize(json_at(json_at(report, "target"), "not_sent")) == 0;
}

static void add_invocation(cJSON *run, const cJSON *report)
{
    cJSON *invocation = cJSON_CreateObject(), *list = cJSON_CreateArray();
    size_t answered = add_reviewers(list, report);
    bool is_all_read = add_unread(list, report);
    const cJSON *row;

    cJSON_ArrayForEach(row, json_at(json_at(report, "target"), "not_sent"))
    {
        add_not_sent(list, row);
    }
    cJSON_AddBoolToObject(invocation, "executionSuccessful",
                          (answered > 0 || is_nothing(report)) && is_all_read);
    cJSON_AddItemToObject(invocation, "toolExecutionNotifications", list);
    cJSON_AddItemToArray(cJSON_AddArrayToObject(run, "invocations"), invocation);
}

/* --- the whole ------------------------------------------------------------------------------ */

static int check(const cJSON *report, struct err *err)
{
    if (!json_at(report, "review_id"))
        return sarif_malformed(err, "it has no review_id");
    if (!cJSON_IsArray(json_at(report, "findings")))
        return sarif_malformed(err, "it has no list of findings");
    if (!cJSON_IsArray(json_at(report, "reviewers")))
        return sarif_malformed(err, "it has no list of reviewers");
    return 0;
}

static void add_details(cJSON *run, const cJSON *report)
{
    CLEANUP(buf_done) struct buf id = BUF_MAX(KIB(1));
    const char *what = json_str(json_at(report, "target"), "told");
    const char *review = json_str(report, "review_id"); /* a change of nothing has none */
    cJSON *details = cJSON_AddObjectToObject(run, "automationDetails");

    /* What is before the last slash is the same for all runs. */
    buf_addf(&id, "openrouter-mcp review/%s", review ? review : "none");
    cJSON_AddStringToObject(details, "id", buf_text(&id));
    if (what)
        sarif_add_text(details, "description", what);
}

int sarif_write(const cJSON *report, const char *version, struct buf *out, struct err *err)
{
    CLEANUP(json_freep) cJSON *log = cJSON_CreateObject();
    cJSON *run = cJSON_CreateObject(), *driver;

    cJSON_AddStringToObject(log, "$schema", SCHEMA);
    cJSON_AddStringToObject(log, "version", "2.1.0");
    cJSON_AddItemToArray(cJSON_AddArrayToObject(log, "runs"), run);
    driver = cJSON_AddObjectToObject(cJSON_AddObjectToObject(run, "tool"), "driver");
    cJSON_AddStringToObject(driver, "name", "openrouter-mcp");
    cJSON_AddStringToObject(driver, "version", version);
    if (check(report, err) < 0 || sarif_add_results(run, driver, report, err) < 0)
        return -1;
    add_invocation(run, report);
    add_details(run, report);
    cJSON_AddStringToObject(run, "columnKind", "unicodeCodePoints");
    if (json_print(log, out) < 0)
        return err_set(err, ERR_TOO_LARGE, "the review has more than %zu bytes as SARIF",
                       out->size_max);
    return 0;
}
