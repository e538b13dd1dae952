/* alike_kinds - what kinds of defects a text speaks of. */
#include "review/alike_kinds.h"

#include "base/mem.h"

enum kind {
    BOUNDS,
    NOTHING,
    LEAK,
    LIFETIME,
    RACE,
    DEADLOCK,
    INJECTION,
    TRAVERSAL,
    ACCESS,
    SECRET,
    CRYPTO,
    ERROR,
    AWAIT,
    ARITHMETIC,
    ZERO,
    CONDITION,
    COERCION,
    SPEED,
    SHARED,
    TIMING,
    ENDLESS,
    LOSS,
    CONTRACT,
    TEST,
    ENCODING,
    STALE,
    UNBOUNDED,
    ORDER,
    UNINITIALISED,
    LOGGING,
    FORGERY,
    CERTIFICATE,
    UNENDED,
    WALK,
    REDIRECT,
    FORMAT,
    KIND_COUNT
};

/* Of each kind the beginnings of words, or of several in a row, by which it is known; a blank at
 * the end makes it a whole word. */
static const char *const signs[KIND_COUNT] = {
    [BOUNDS] =
        "out of bound|out of range|off by one|one past|past end|buffer over|overrun|overread|"
        "over read|heap overflow|stack buffer|bounds|indexerror|index error|one too many|"
        "one byte too|one element too|one extra|past the|no room for|too short|too small|"
        "overflows|beyond|oversize|fixed size|fixed array",
    [NOTHING] = "null|nil |nonetype|is none|returns none|return none|be none|undefined|dereference|"
                "missing key|keyerror|attributeerror",
    [LEAK] = "leak|never freed|not freed|never closed|not closed|never released|not released|"
             "unclosed|without closing|without freeing|without releasing|descriptor|left open|"
             "stays open",
    [LIFETIME] = "use after|after free|after it is freed|already freed|freed memory|double free|"
                 "freed twice|dangling|invalidated|has been freed|is freed and|was freed|"
                 "freed and then",
    [RACE] = "race|racy|atomic|concurren|simultaneous|thread safe|threads|two goroutines|"
             "without lock|without holding|without the lock|without the mutex|unsynchroni|"
             "unlocked|toctou|check then act|unprotected|lost update|updates are lost|"
             "increment is lost|increments are lost",
    [DEADLOCK] = "deadlock|lock order|never unlock|not unlock|without unlocking|locked forever|"
                 "lock held|stays locked|remains locked|still locked|lock is not released|"
                 "mutex is not released|mutex locked|skips unlock|skips the unlock|waits forever|"
                 "blocks forever|lock stays|unreleased lock|lock leak|missing unlock",
    [INJECTION] = "inject|sanitiz|sanitis|unescaped|not escaped|escaping|parameteri|xss|"
                  "cross site scripting|shell metachar|arbitrary command|arbitrary sql|concatenat|"
                  "interpolat|f string",
    [TRAVERSAL] =
        "traversal|outside the|arbitrary file|any file|absolute path|parent director|escape "
        "the|escapes the",
    [ACCESS] = "authent|authori|permission|privilege|access control|ownership check|another "
               "user|other user|"
               "any user|idor",
    [SECRET] = "credential|hardcod|hard coded|api key|plaintext|plain text",
    [CRYPTO] = "sha1|weak hash|predictable|insecure random|constant time|timing attack|timing side|"
               "timing safe|nonce|cryptographic",
    [ERROR] = "swallow|silently|unchecked|not checked|never checked|return value|error is|"
              "errors are|ignored|ignores|discard|bare except|catch all|error return|"
              "unhandled error|failure is|failures are",
    [AWAIT] = "await|not wait|promise|unhandled rejection|fire and forget|coroutine",
    [ARITHMETIC] =
        "integer overflow|truncat|wraps|wrap around|wraparound|underflow|unsigned|signed|"
        "precision|rounding|integer division|floating point|multiplication",
    [ZERO] = "by zero|zerodivision",
    [CONDITION] =
        "invert|wrong operator|always true|always false|negat|reversed|assignment instead|"
        "wrong condition|backwards|opposite|always taken|always passes|never true|"
        "instead of comparison|instead of comparing|wrong way round|precedence|binds before|binds "
        "tighter",
    [COERCION] = "loose equal|loose comparison|strict equal|coerc|truthy|falsy",
    [SPEED] = "quadratic|o n|n 1 |slow|performance|inefficient|every iteration|each iteration|"
              "backtrack|redos|exponential|repeatedly|per row|one query|query for each|linear "
              "scan|blocks "
              "the event loop",
    [SHARED] =
        "mutable default|shared between|shared across|loop variable|captur|closure|same list|"
        "same object|alias|shallow|mutates|in place|default argument|is made once|lambda|"
        "late binding|backing array",
    [TIMING] = "timezone|time zone|utc|naive datetime|local time|milliseconds|seconds",
    [ENDLESS] = "infinite|never terminat|not terminate|endless|hang|loops forever|spin|never ends",
    [LOSS] = "data loss|not flushed|fsync|rollback|rolled back|transaction|partial write|"
             "half written|corrupt|loses data|lost data|data is lost",
    [CONTRACT] = "breaking change|compatib|contract|signature|existing callers|old callers|"
                 "other callers",
    [TEST] = "tautolog|assertion|vacuous|cannot fail|can t fail|never fails|always pass",
    [ENCODING] = "utf 8|encoding|unicode|decod|multibyte|non ascii",
    [STALE] = "stale|outdated|never expire|expired|never invalidated",
    [UNBOUNDED] = "unbounded|without limit|no limit|exhaust|denial of service|dos |grows|"
                  "stack overflow|recursion|no timeout|without a timeout|evict|runs out of memory",
    [ORDER] = "lexicograph|wrong order|swapped|argument order|transposed|sort order",
    [UNINITIALISED] = "uninitiali|not initiali|never initiali|unset|initial value",
    [LOGGING] = "logged|to the log|into the log|logs|log file|logging",
    [FORGERY] = "ssrf|request forgery|internal address",
    [CERTIFICATE] = "certificate|man in the middle",
    [UNENDED] = "unterminated|nul terminat|null terminat|no terminator|trailing zero",
    [WALK] = "while iterating|during iteration",
    [REDIRECT] = "redirect",
    [FORMAT] = "format string|as a format|as its format|as the format|printf format",
};

_Static_assert(KIND_COUNT <= 64, "a bit for each");

/* Whether some word of the text, or several, begin with these. */
static bool is_there(struct slice text, struct slice words)
{
    const char *found;

    while ((found = memmem(text.data, text.size, words.data, words.size))) {
        if (found > text.data && found[-1] == ' ')
            return true;
        text = slice_from(text, (size_t)(found - text.data) + 1);
    }
    return false;
}

uint64_t alike_kinds(struct slice text)
{
    uint64_t kinds = 0;

    for (size_t i = 0; i < KIND_COUNT; i++) {
        struct slice rest = slice_of(signs[i]), words;

        while (slice_split(&rest, '|', &words))
            if (is_there(text, words)) {
                kinds |= (uint64_t)1 << i;
                break;
            }
    }
    return kinds;
}
