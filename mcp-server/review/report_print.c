/* report - the JSON form as text: a file that can be read, and searched, by lines. */
#include "mcp-server/review/report.h"

static int add_member(const cJSON *member, struct buf *out)
{
    const cJSON *element;

    json_quote(slice_of(member->string), out);
    buf_adds(out, ": ");
    if (!cJSON_IsArray(member) || !member->child)
        return json_print(member, out);
    buf_adds(out, "[");
    cJSON_ArrayForEach(element, member)
    {
        buf_adds(out, element == member->child ? "\n  " : ",\n  ");
        if (json_print(element, out) < 0)
            return -1;
    }
    return buf_adds(out, "\n]");
}

int report_print(const cJSON *report, struct buf *out)
{
    const cJSON *member;

    buf_adds(out, "{\n");
    cJSON_ArrayForEach(member, report)
    {
        if (add_member(member, out) < 0)
            return -1;
        buf_adds(out, member->next ? ",\n" : "\n");
    }
    return buf_adds(out, "}\n");
}
