/* signature - what a statement that has a body is. */
#include "review/signature.h"

#include "base/mem.h"

#define WORDS_MAX                                                                                  \
    12 /* before the parameters: "public static final synchronized Map<K, V> name"                 \
        */

static const char function_words[] = " def defp defmacro fn fun func function sub proc deinit ";
static const char type_words[] =
    " class struct enum union interface trait impl namespace module object protocol extension "
    "record extern package mod actor type typedef defmodule ";
static const char control_words[] =
    " if else elif elsif for foreach while do switch case try catch finally except with using lock "
    "synchronized match loop select guard return throw yield await goto defer go until unless "
    "begin "
    "rescue ensure when repeat assert raise new checked ";

/* What is seen of the statement before its first parenthesis, "=" or brace. */
struct head {
    struct slice words[WORDS_MAX];
    size_t count;
    char end; /* what stands there; 0: nothing */
    size_t end_at;
};

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || (c & 0x80);
}

static bool is_one_of(struct slice word, const char *words)
{
    const char *at = words;

    while ((at = memmem(at, strlen(at), word.data, word.size))) {
        if (at[-1] == ' ' && at[word.size] == ' ')
            return word.size > 0;
        at++;
    }
    return false;
}

static bool has_word(const struct head *head, const char *words)
{
    for (size_t i = 0; i < head->count; i++)
        if (is_one_of(head->words[i], words))
            return true;
    return false;
}

/* "fn name", "func (receiver)", "function* name", but no "proc.on(". */
static bool has_function_word(const struct head *head, struct slice text)
{
    for (size_t i = 0; i < head->count; i++) {
        struct slice word = head->words[i];
        const char *end = word.data + word.size;

        if (is_one_of(word, function_words) && end < text.data + text.size && strchr(" (*{", *end))
            return true;
    }
    return false;
}

/* Behind the bracket that closes the one at `at`; the end of text when none does. */
static size_t pass_brackets(struct slice text, size_t at)
{
    size_t depth = 0;

    for (; at < text.size; at++) {
        if (strchr("([{", text.data[at]))
            depth++;
        else if (strchr(")]}", text.data[at]) && --depth == 0)
            return at + 1;
    }
    return text.size;
}

/* Behind the ">" of "template <class T = Map<K, V>>". */
static size_t pass_angles(struct slice text)
{
    size_t depth = 0;

    for (size_t at = 0; at < text.size; at++) {
        if (text.data[at] == '<')
            depth++;
        else if (text.data[at] == '>' && --depth == 0)
            return at + 1;
        else if (depth == 0 && strchr("({;", text.data[at]))
            break;
    }
    return 0;
}

/* "@Override @Name("x")", "[Test]", "#[inline]", "template <class T>" say nothing of what it is. */
static struct slice pass_decorators(struct slice text)
{
    for (text = slice_trim(text); text.size > 1; text = slice_trim(text)) {
        size_t at = 0;

        if (text.data[0] == '@') {
            for (at = 1; at < text.size && (is_word(text.data[at]) || text.data[at] == '.');)
                at++;
            if (slice_is((struct slice){ text.data, at }, SLICE("@interface")))
                break;
            if (at < text.size && text.data[at] == '(')
                at = pass_brackets(text, at);
        } else if (text.data[0] == '[' || slice_starts(text, SLICE("#["))) {
            at = pass_brackets(text, text.data[0] == '#');
            if (at < text.size && strchr("({", text.data[at]))
                break; /* a lambda's captures */
        } else if (slice_starts(text, SLICE("template"))) {
            at = pass_angles(text);
        }
        if (at == 0)
            break;
        text = slice_from(text, at);
    }
    return text;
}

static void read_head(struct head *head, struct slice text)
{
    size_t at = 0;

    while (at < text.size && !strchr("({=;\"'|", text.data[at])) {
        struct slice word = { text.data + at, 0 };

        while (at < text.size && is_word(text.data[at]))
            at++;
        word.size = (size_t)(text.data + at - word.data);
        if (slice_is(word, SLICE("pub")) && at < text.size && text.data[at] == '(')
            at = pass_brackets(text, at);
        if (slice_is(word, SLICE("extern")) && slice_starts(slice_from(text, at), SLICE(" \"C\"")))
            at += strlen(" \"C\"");
        if (word.size == 0)
            at++;
        else if (head->count < WORDS_MAX)
            head->words[head->count++] = word;
    }
    head->end = at < text.size ? text.data[at] : '\0';
    head->end_at = at;
}

static bool contains(struct slice text, struct slice part)
{
    return text.size > 0 && memmem(text.data, text.size, part.data, part.size);
}

/* A function in what follows: "= async (x) => {", "function (x) {", "func(w io.Writer) {". */
static bool has_lambda(struct slice rest)
{
    static const char *const marks[] = { "=>",    "function(", "function (", "function*",
                                         "func(", "lambda",    "](",         "-> {" };

    for (size_t i = 0; i < ARRAY_COUNT(marks); i++)
        if (contains(rest, slice_of(marks[i])))
            return true;
    return (rest.size > 3 && slice_ends(rest, SLICE(" do"))) || contains(rest, SLICE(" do |"));
}

/* "operator==(", "operator()(" have their parameters behind the sign. */
static bool is_operator(const struct head *head)
{
    return head->count > 0 && slice_is(head->words[head->count - 1], SLICE("operator"));
}

/* Whether nothing but a word, a colon and blanks is before the lambda: "name: (x) => {". */
static bool is_property(const struct head *head, struct slice text)
{
    return head->end == '(' && contains((struct slice){ text.data, head->end_at }, SLICE(":")) &&
           head->count <= 2;
}

static bool is_assignment(const struct head *head, struct slice text)
{
    return head->end == '=' && !slice_starts(slice_from(text, head->end_at), SLICE("=>"));
}

/* In languages whose functions begin with a type, one without a name is a part of another. */
static enum signature with_lambda(const struct head *head, struct slice text, enum tongue tongue)
{
    bool is_statement = head->count > 0 && is_one_of(head->words[0], control_words);

    if (is_statement || tongue == TONGUE_TYPED)
        return SIGNATURE_CALLBACK;
    if (is_assignment(head, text) || is_property(head, text))
        return SIGNATURE_FUNCTION;
    return SIGNATURE_CALLBACK;
}

/* "static int name(", "Type::name(", "name(". */
static enum signature by_parameters(const struct head *head, struct slice text)
{
    struct slice before = slice_trim((struct slice){ text.data, head->end_at });

    if (is_operator(head))
        return SIGNATURE_FUNCTION;
    if (head->end != '(' || head->count == 0 || before.size == 0)
        return SIGNATURE_OTHER;
    if (!is_word(before.data[before.size - 1]) && !strchr(">)]?!", before.data[before.size - 1]))
        return SIGNATURE_OTHER;
    return head->count == 1 ? SIGNATURE_CALL : SIGNATURE_FUNCTION;
}

static bool begins_type(const struct head *head, enum tongue tongue)
{
    static const char values[] = " struct enum union ";

    /* A function of C may begin with "struct": then it has parameters. */
    if (tongue == TONGUE_TYPED && head->end == '(' && !has_word(head, " class record "))
        return false;
    return has_word(head, type_words) &&
           !(tongue == TONGUE_TYPED && head->end == '=' && has_word(head, values));
}

/* The rest of a head, which closes what is not opened in it, or the values of a table. */
static bool is_part(struct slice text)
{
    size_t depth = 0;

    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '(')
            depth++;
        else if (text.data[i] == ')' && depth-- == 0)
            return true;
    }
    text = slice_trim(text);
    if (slice_ends(text, SLICE("{")))
        text.size--;
    return slice_ends(slice_trim(text), SLICE("="));
}

enum signature signature_of(struct slice text, enum tongue tongue)
{
    struct head head = { .count = 0 };
    bool is_control;

    text = pass_decorators(text);
    read_head(&head, text);
    is_control = head.count > 0 && is_one_of(head.words[0], control_words);
    if (tongue == TONGUE_PROSE || text.size == 0 || is_part(text))
        return SIGNATURE_OTHER;
    if (tongue != TONGUE_TYPED && !is_control && has_function_word(&head, text))
        return SIGNATURE_FUNCTION;
    if (tongue == TONGUE_INDENT)
        return has_word(&head, " class ") ? SIGNATURE_TYPE : SIGNATURE_CONTROL;
    if (has_lambda(slice_from(text, head.end_at)) || (is_control && has_lambda(text)))
        return with_lambda(&head, text, tongue);
    if (is_control)
        return SIGNATURE_CONTROL;
    if (begins_type(&head, tongue))
        return SIGNATURE_TYPE;
    return by_parameters(&head, text);
}
