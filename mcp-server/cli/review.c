/* review - the command review beside its tool.
 *
 *   --base REF       becomes diff REF...HEAD
 *   --format FORM    the text as it is | the report | SARIF, made of the report
 *   --fail-on LEVEL  1 when a finding that is shown is that bad; 2 when none is, and nobody has
 *                    read a file whole
 */
#include "mcp-server/cli/review.h"

#include "mcp-server/review/report.h"
#include "review/finding.h"
#include "review/sarif.h"
#include "schemas.h"

static int apply(const cJSON *typed, cJSON *arguments, struct err *err)
{
    const char *base = json_str(typed, "base");
    CLEANUP(buf_done) struct buf range = BUF_MAX(DIFF_SPEC_MAX);

    if (!base)
        return 0;
    if (json_at(arguments, "diff"))
        return err_set(err, ERR_ARGUMENT,
                       "--base and a range both say what is reviewed; give one of them");
    buf_addf(&range, "%s...HEAD", base);
    cJSON_AddStringToObject(arguments, "diff", buf_text(&range));
    return 0;
}

static bool write_report(const cJSON *typed, struct buf *out, const cJSON *meta)
{
    const char *format = json_str(typed, "format");
    struct err err;

    if (!format || strcmp(format, "text") == 0 || !json_at(meta, "findings"))
        return false;
    if (strcmp(format, "json") == 0)
        return report_print(meta, out) == 0;
    if (sarif_write(meta, VERSION, out, &err) < 0)
        return false;
    buf_adds(out, "\n");
    return true;
}

/* There is something in it, and nobody has read a file of it whole. */
static bool is_unread(const cJSON *meta)
{
    return json_int(json_at(meta, "target"), "hunks", 0) > 0 &&
           json_int(json_at(meta, "coverage"), "files_reviewed", 0) == 0;
}

static int judge(const cJSON *typed, const cJSON *meta)
{
    const char *fail_on = json_str(typed, "fail_on");
    enum severity limit = SEVERITY_HIGH, severity;
    const cJSON *finding;

    if (fail_on && !severity_read(fail_on, &limit))
        return 0; /* never */
    cJSON_ArrayForEach(finding, json_at(meta, "findings"))
    {
        const char *name = json_str(finding, "severity");

        if (name && severity_read(name, &severity) && severity >= limit)
            return 1;
    }
    return is_unread(meta) ? 2 : 0;
}

const struct cli_door review_door = {
    .typed = typed_review_json,
    .apply = apply,
    .write = write_report,
    .judge = judge,
};
