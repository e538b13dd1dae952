/* verdict - what a refuter answered, read; of several verdicts the last one counts. */
#include "review/findings.h"
#include "review/reported.h"
#include "review/synonym.h"
#include "json/loose.h"

#include <stdlib.h>

enum { KEY_VERDICT, KEY_REASON };

static const struct synonym keys[] = {
    { "verdict", KEY_VERDICT },    { "status", KEY_VERDICT },       { "decision", KEY_VERDICT },
    { "conclusion", KEY_VERDICT }, { "judgment", KEY_VERDICT },     { "judgement", KEY_VERDICT },
    { "result", KEY_VERDICT },     { "outcome", KEY_VERDICT },      { "reason", KEY_REASON },
    { "reasoning", KEY_REASON },   { "explanation", KEY_REASON },   { "why", KEY_REASON },
    { "rationale", KEY_REASON },   { "justification", KEY_REASON }, { "evidence", KEY_REASON },
};

static const struct synonym words[] = {
    { "confirmed", VERDICT_CONFIRMED },     { "confirm", VERDICT_CONFIRMED },
    { "valid", VERDICT_CONFIRMED },         { "true", VERDICT_CONFIRMED },
    { "true positive", VERDICT_CONFIRMED }, { "correct", VERDICT_CONFIRMED },
    { "real", VERDICT_CONFIRMED },          { "upheld", VERDICT_CONFIRMED },
    { "verified", VERDICT_CONFIRMED },      { "refuted", VERDICT_REFUTED },
    { "refute", VERDICT_REFUTED },          { "invalid", VERDICT_REFUTED },
    { "false", VERDICT_REFUTED },           { "false positive", VERDICT_REFUTED },
    { "incorrect", VERDICT_REFUTED },       { "rejected", VERDICT_REFUTED },
    { "disproved", VERDICT_REFUTED },       { "not a bug", VERDICT_REFUTED },
    { "wrong", VERDICT_REFUTED },           { "unresolved", VERDICT_UNRESOLVED },
    { "uncertain", VERDICT_UNRESOLVED },    { "unclear", VERDICT_UNRESOLVED },
    { "unsure", VERDICT_UNRESOLVED },       { "unknown", VERDICT_UNRESOLVED },
    { "undetermined", VERDICT_UNRESOLVED }, { "inconclusive", VERDICT_UNRESOLVED },
};

/* What one outermost value says. */
struct said {
    struct slice values[2];
    size_t ranks[2]; /* rows of keys: the usual name wins, then the first */
};

static void on_value(struct said *said, const struct loose *loose)
{
    size_t row = synonym_find(keys, ARRAY_COUNT(keys), loose->key);

    if (loose->key.size > FINDING_NAME_MAX || row == ARRAY_COUNT(keys))
        return;

    int key = keys[row].value;

    if (said->values[key].size > 0 && said->ranks[key] <= row)
        return;
    said->values[key] = loose->value;
    said->ranks[key] = row;
}

/* The whole text, or its first word: "Refuted: the caller checks". Not any other one: "not
 * confirmed". */
static enum verdict read_word(struct slice value)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(FINDING_WORDS_MAX);
    struct slice word;
    size_t row;

    loose_text(value, &text);
    word = slice_trim(buf_slice(&text));
    row = synonym_find(words, ARRAY_COUNT(words), word);
    if (row == ARRAY_COUNT(words)) {
        word.size = strcspn(buf_text(&text) + (word.data - text.data), " ,.;:-\n");
        row = word.size > 0 ? synonym_find(words, ARRAY_COUNT(words), word) : row;
    }
    return row < ARRAY_COUNT(words) ? (enum verdict)words[row].value : VERDICT_NONE;
}

static void judge(struct said *said, enum verdict *verdict, struct slice *reason)
{
    enum verdict word =
        said->values[KEY_VERDICT].size > 0 ? read_word(said->values[KEY_VERDICT]) : VERDICT_NONE;

    if (word != VERDICT_NONE) {
        *verdict = word;
        *reason = said->values[KEY_REASON];
    }
    *said = (struct said){ 0 };
}

int verdict_read(struct slice answer, enum verdict *verdict, char **reason, struct err *err)
{
    struct loose loose = { .text = reported_answer(answer) };
    struct said said = { 0 };
    struct slice why = { NULL, 0 };
    enum loose_event event;

    *verdict = VERDICT_NONE;
    *reason = NULL;
    while ((event = loose_next(&loose)) != LOOSE_END) {
        if (event == LOOSE_VALUE)
            on_value(&said, &loose);
        else if (loose.depth == 0)
            judge(&said, verdict, &why);
    }
    judge(&said, verdict, &why);
    if (*verdict == VERDICT_NONE)
        return err_set(err, ERR_PROTOCOL,
                       "there is no verdict in the answer: confirmed, refuted or unresolved");
    *reason = reported_words(why, FINDING_WORDS_MAX);
    if (!*reason)
        *reason = xstrdup("");
    return 0;
}
