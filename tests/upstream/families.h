/* families - vendors and model families of our own making, from which the catalogue is grown. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum family_input { TAKES_IMAGE = 1, TAKES_FILE = 2, TAKES_AUDIO = 4, TAKES_VIDEO = 8 };

enum family_trait {
    HAS_TOOLS = 1,
    HAS_STRUCTURED = 2,
    HAS_REASONING = 4,
    MUST_REASON = 8,
    LONG_PROMPTS = 16,  /* dearer above a number of prompt tokens */
    TIME_WINDOWS = 32,  /* dearer at some hours */
    HAS_BATCH = 64,     /* a :batch row for each version */
    HAS_FREE = 128,     /* a :free row for the newest version */
    HAS_THINKING = 256, /* a :thinking row for the newest version */
    HAS_LATEST = 512,   /* a ~vendor/stem-latest alias */
    NO_MAX_OUTPUT = 1024,
    NEW_TOKENS_NAME = 2048, /* lists max_completion_tokens, not max_tokens */
    EXPIRES = 4096,         /* the oldest version has an expiration date */
    DRAWS = 8192,           /* answers with images only */
};

struct vendor {
    const char *slug, *name, *provider, *tag, *tokenizer;
};

struct family {
    const char *vendor;   /* slug */
    const char *stem;     /* of the id; * is the version */
    const char *name;     /* the same for people */
    const char *versions; /* newest first, comma-separated */
    int64_t prompt_pico, completion_pico;
    int64_t context_length, max_output;
    int coding_tenths; /* of the newest version; 0: no benchmarks */
    unsigned inputs, traits;
};

extern const struct vendor vendors[];
extern const size_t vendor_count;
extern const struct family families[];
extern const size_t family_count;

const struct vendor *vendor_find(const char *slug);
