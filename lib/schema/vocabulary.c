/* vocabulary - which keywords a `$schema` stands for. */
#include "schema/compiler.h"
#include "schema/uri.h"

#define OLD                                                                                        \
    (VOCABULARY_CORE | VOCABULARY_APPLICATOR | VOCABULARY_UNEVALUATED | VOCABULARY_VALIDATION |    \
     VOCABULARY_ANNOTATION)
#define NEW VOCABULARIES_ALL

/* Without a place for it, an older draft is read as far as 2020-12 understands it. */
static const struct {
    const char *uri;
    unsigned vocabularies;
} dialects[] = {
    { "https://json-schema.org/draft/2020-12/schema", NEW },
    { "https://json-schema.org/draft/2019-09/schema", OLD },
    { "http://json-schema.org/draft-07/schema", OLD },
    { "http://json-schema.org/draft-06/schema", OLD },
    { "http://json-schema.org/draft-04/schema", OLD },
};

#define OF_2020 "https://json-schema.org/draft/2020-12/vocab/"

static const struct {
    const char *uri;
    unsigned vocabularies;
} vocabularies[] = {
    { OF_2020 "core", VOCABULARY_CORE },
    { OF_2020 "applicator", VOCABULARY_APPLICATOR | VOCABULARY_TUPLES },
    { OF_2020 "unevaluated", VOCABULARY_UNEVALUATED },
    { OF_2020 "validation", VOCABULARY_VALIDATION },
    { OF_2020 "meta-data", VOCABULARY_ANNOTATION },
    { OF_2020 "format-annotation", VOCABULARY_ANNOTATION },
    { OF_2020 "content", VOCABULARY_ANNOTATION },
};

static unsigned vocabulary_of(const char *uri)
{
    for (size_t i = 0; i < ARRAY_COUNT(vocabularies); i++)
        if (strcmp(uri, vocabularies[i].uri) == 0)
            return vocabularies[i].vocabularies;
    return 0;
}

/* What a meta-schema of others demands: `true` means that one may not go on without it. */
static unsigned demanded(struct compiler *compiler, const cJSON *table)
{
    unsigned all = VOCABULARY_CORE;
    const cJSON *child;

    cJSON_ArrayForEach(child, table)
    {
        unsigned vocabulary = vocabulary_of(child->string);

        if (!vocabulary && cJSON_IsTrue(child)) {
            err_set(compiler->err, ERR_INTERNAL,
                    "schema at /$schema: demands the vocabulary %s, which is not implemented",
                    child->string);
            return 0;
        }
        all |= vocabulary;
    }
    return all;
}

unsigned schema_vocabularies(struct compiler *compiler, const char *dialect)
{
    const struct schema_document *document = compiler->documents;
    struct slice uri = uri_without_fragment(dialect);

    for (size_t i = 0; i < ARRAY_COUNT(dialects); i++)
        if (slice_is(uri, slice_of(dialects[i].uri)))
            return dialects[i].vocabularies;
    for (; document && document->uri; document++)
        if (slice_is(uri, slice_of(document->uri)) && json_at(document->definition, "$vocabulary"))
            return demanded(compiler, json_at(document->definition, "$vocabulary"));
    return NEW;
}
