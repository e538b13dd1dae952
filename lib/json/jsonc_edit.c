/* jsonc_edit - one member of a JSON text with comments: writing.
 *
 *   what the text looks like -> where the member goes -> before it, the member, behind it
 */
#include "json/jsonc.h"

#include "base/limits.h"

#define UNIT_MAX 8 /* of one step to the right; more is no step but a table */

/* What is imitated. */
struct style {
    struct slice unit; /* one step to the right */
    const char *newline;
    bool is_one_line; /* the whole text */
};

struct edit {
    struct slice text;
    struct style style;
    struct buf *out;
    struct jsonc_range *added;
};

/* How one value is written. */
struct form {
    struct slice indent; /* of the line that it begins on */
    size_t steps;        /* to the right of that */
    bool is_inline, is_spaced;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

static struct slice range(struct slice text, size_t begin, size_t end)
{
    return (struct slice){ text.data + begin, end - begin };
}

static size_t line_begin(struct slice text, size_t at)
{
    while (at > jsonc_mark_size(text) && !is_line_end(text.data[at - 1]))
        at--;
    return at;
}

/* The blanks that the line of this offset begins with. */
static struct slice indent_of(struct slice text, size_t at)
{
    size_t begin = line_begin(text, at), end = begin;

    while (end < at && is_blank(text.data[end]))
        end++;
    return range(text, begin, end);
}

static bool begins_line(struct slice text, size_t at)
{
    return line_begin(text, at) > jsonc_mark_size(text) &&
           indent_of(text, at).size == at - line_begin(text, at);
}

static bool has_line_end(struct slice part)
{
    for (size_t i = 0; i < part.size; i++)
        if (is_line_end(part.data[i]))
            return true;
    return false;
}

static struct style style_of(struct slice text, const struct jsonc_object *outermost)
{
    struct style style = { .unit = SLICE("  "), .newline = "\n" };
    const char *first = text.size > 0 ? memchr(text.data, '\n', text.size) : NULL;

    if (first && first > text.data && first[-1] == '\r')
        style.newline = "\r\n";
    if (outermost->count == 0)
        return style;
    style.is_one_line = !has_line_end(range(text, outermost->open, outermost->close));
    if (begins_line(text, outermost->last.key)) {
        struct slice unit = indent_of(text, outermost->last.key);

        if (unit.size > 0 && unit.size <= UNIT_MAX)
            style.unit = unit;
    }
    return style;
}

static void add_line_end(struct edit *edit, const struct form *form, size_t steps)
{
    buf_adds(edit->out, edit->style.newline);
    buf_add(edit->out, form->indent);
    for (size_t i = 0; i < form->steps + steps; i++)
        buf_add(edit->out, edit->style.unit);
}

static void add_key(struct edit *edit, const struct form *form, const char *key)
{
    json_quote(slice_of(key), edit->out);
    buf_adds(edit->out, form->is_inline && !form->is_spaced ? ":" : ": ");
}

/* Objects one member a line; arrays are short and stay on one. steps: to the right of the form. */
static void add_value(struct edit *edit, const struct form *form, const cJSON *value, size_t steps)
{
    const cJSON *member;

    if (!cJSON_IsObject(value) || !value->child) {
        json_print(value, edit->out);
        return;
    }
    buf_adds(edit->out, "{");
    cJSON_ArrayForEach(member, value)
    {
        buf_adds(edit->out, member == value->child ? "" : ",");
        if (!form->is_inline)
            add_line_end(edit, form, steps + 1);
        else if (form->is_spaced && member != value->child)
            buf_adds(edit->out, " ");
        add_key(edit, form, member->string);
        add_value(edit, form, member, steps + 1);
    }
    if (!form->is_inline)
        add_line_end(edit, form, steps);
    buf_adds(edit->out, "}");
}

/* Whether a blank stands between a name and its value, where there is one to look at. */
static bool is_spaced(struct slice text, const struct jsonc_object *object)
{
    return object->count == 0 || is_blank(text.data[object->last.value - 1]);
}

/* Behind everything that is no blank before the closing brace. */
static size_t end_of_content(struct slice text, const struct jsonc_object *object)
{
    size_t at = object->close;

    while (is_blank(text.data[at - 1]) || is_line_end(text.data[at - 1]))
        at--;
    return at;
}

/* The form of a new last member. comments: one of a line may stand behind the last one. */
static struct form form_of(const struct edit *edit, const struct jsonc_object *object,
                           bool comments)
{
    struct slice text = edit->text;
    bool is_aligned = object->count > 0 && begins_line(text, object->last.key);
    bool is_inline = object->count > 0 ? !is_aligned : edit->style.is_one_line;

    return (struct form){
        .indent = indent_of(text, is_aligned ? object->last.key : object->open),
        .steps = is_aligned ? 0 : 1,
        .is_inline = is_inline && !comments,
        .is_spaced = is_spaced(text, object),
    };
}

/* Text up to where the member goes, with the comma that the member before it needs. */
static void add_before(struct edit *edit, const struct jsonc_object *object, size_t at)
{
    bool needs_comma = object->count > 0 && !object->last.comma;
    size_t end = needs_comma ? object->last.value_end : at;

    buf_add(edit->out, range(edit->text, 0, end));
    buf_adds(edit->out, needs_comma ? "," : "");
    buf_add(edit->out, range(edit->text, end, at));
}

static void insert(struct edit *edit, const struct jsonc_object *object, const char *key,
                   const cJSON *value)
{
    struct slice text = edit->text;
    size_t at = end_of_content(text, object);
    size_t bare = object->count == 0   ? object->open + 1
                  : object->last.comma ? object->last.comma + 1
                                       : object->last.value_end;
    bool closes_line = has_line_end(range(text, at, object->close));
    struct form form = form_of(edit, object, at > bare && closes_line);

    add_before(edit, object, at);
    edit->added->begin = edit->out->size;
    if (!form.is_inline)
        add_line_end(edit, &form, 0);
    else if (object->count > 0 && form.is_spaced)
        buf_adds(edit->out, " ");
    add_key(edit, &form, key);
    add_value(edit, &form, value, 0);
    buf_adds(edit->out, object->last.comma ? "," : "");
    edit->added->end = edit->out->size;
    if (object->count == 0 && !form.is_inline && !closes_line) {
        form.steps = 0;
        add_line_end(edit, &form, 0);
        at = object->close;
    }
    buf_add(edit->out, slice_from(text, at));
}

static void replace(struct edit *edit, const struct jsonc_object *object, const cJSON *value)
{
    struct slice text = edit->text;
    const struct jsonc_member_at *member = &object->found;
    bool is_aligned = begins_line(text, member->key);
    struct form form = {
        .indent = indent_of(text, member->key),
        .is_inline = !is_aligned,
        .is_spaced = is_blank(text.data[member->value - 1]),
    };

    buf_add(edit->out, range(text, 0, member->value));
    edit->added->begin = edit->out->size;
    add_value(edit, &form, value, 0);
    edit->added->end = edit->out->size;
    buf_add(edit->out, slice_from(text, member->value_end));
}

/* A text without a value: its comments stay in front. */
static void begin_text(struct edit *edit, const char *parent, const cJSON *value)
{
    struct form form = { .indent = SLICE("") };
    struct slice text = edit->text;

    buf_add(edit->out, text);
    if (text.size > jsonc_mark_size(text) && !is_line_end(text.data[text.size - 1]))
        buf_adds(edit->out, edit->style.newline);
    edit->added->begin = edit->out->size;
    buf_adds(edit->out, "{");
    add_line_end(edit, &form, 1);
    add_key(edit, &form, parent);
    add_value(edit, &form, value, 1);
    add_line_end(edit, &form, 0);
    buf_adds(edit->out, "}");
    buf_adds(edit->out, edit->style.newline);
    edit->added->end = edit->out->size;
}

static void put(struct edit *edit, struct jsonc_place place, const cJSON *value)
{
    CLEANUP(json_freep) cJSON *parent = cJSON_CreateObject();
    struct jsonc_object outermost, object;
    struct err ignored;
    int rc = jsonc_outermost(edit->text, place.parent, &outermost, &ignored);

    edit->style = style_of(edit->text, &outermost);
    cJSON_AddItemToObject(parent, place.key, cJSON_Duplicate(value, true));
    if (rc > 0)
        begin_text(edit, place.parent, parent);
    else if (outermost.matches == 0)
        insert(edit, &outermost, place.parent, parent);
    else if (jsonc_object_at(edit->text, outermost.found.value, place.key, &object, &ignored) > 0)
        replace(edit, &outermost, parent);
    else if (object.matches == 0)
        insert(edit, &object, place.key, value);
    else
        replace(edit, &object, value);
}

int jsonc_put(struct slice text, struct jsonc_place place, const cJSON *value, struct buf *out,
              struct jsonc_range *added, struct err *err)
{
    struct edit edit = { .text = text, .out = out, .added = added };
    struct slice ignored;

    *added = (struct jsonc_range){ 0 };
    if (jsonc_find(text, place, &ignored, err) < 0)
        return -1;
    put(&edit, place, value);
    return out->full ? err_set(err, ERR_CONFIG, "it would have more than %zu bytes", out->size_max)
                     : 0;
}

/* The member with the blanks around it that are only there for it. */
static struct jsonc_range around(struct slice text, const struct jsonc_member_at *member)
{
    size_t begin = member->key, end = member->value_end, behind;

    if (member->comma && slice_trim(range(text, end, member->comma)).size == 0)
        end = member->comma + 1;
    behind = end;
    while (behind < text.size && is_blank(text.data[behind]))
        behind++;
    if (begins_line(text, begin) && behind < text.size && is_line_end(text.data[behind])) {
        /* Its lines, with the line end before them: the one behind may be a comment's. */
        begin = line_begin(text, begin);
        begin -= begin > 1 && text.data[begin - 1] == '\n' && text.data[begin - 2] == '\r' ? 2 : 1;
        return (struct jsonc_range){ begin, end };
    }
    if (begins_line(text, begin) || end > member->value_end)
        return (struct jsonc_range){ begin, behind };
    while (is_blank(text.data[begin - 1]))
        begin--;
    return (struct jsonc_range){ begin, end };
}

int jsonc_cut(struct slice text, struct jsonc_place place, struct buf *out, struct jsonc_range *cut,
              struct err *err)
{
    struct jsonc_object outermost, object;
    struct slice value;
    size_t at = 0, comma = 0;
    int rc = jsonc_find(text, place, &value, err);

    *cut = (struct jsonc_range){ 0 };
    if (rc < 0)
        return -1;
    if (rc == 0) {
        (void)jsonc_outermost(text, place.parent, &outermost, err);
        (void)jsonc_object_at(text, outermost.found.value, place.key, &object, err);
        *cut = around(text, &object.found);
        comma = object.found.comma ? object.found.comma : object.before.comma;
    }
    /* The comma before it, or one that is separated from it by a comment. */
    if (comma && comma < cut->begin) {
        buf_add(out, range(text, at, comma));
        at = comma + 1;
    }
    buf_add(out, range(text, at, cut->begin));
    at = cut->end;
    if (comma >= cut->end && comma) {
        buf_add(out, range(text, at, comma));
        at = comma + 1;
    }
    buf_add(out, slice_from(text, at));
    return out->full ? err_set(err, ERR_CONFIG, "it has more than %zu bytes", out->size_max) : 0;
}
