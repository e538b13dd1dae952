/* Units of tests/witness: the forms, by the schemas of the protocol. They are skipped without. */
#include "hearing.h"
#include "tests/witness/forms.h"

/* What every revision has. DONE and KEPT are what the newest adds to results, and to lists. */
static const char everything[] =
    "> {'id':1,'method':'tools/list'META}\n"
    "< {'id':1,'result':{'tools':[{'name':'t','inputSchema':{'type':'object'}}],'nextCursor':'c'"
    "DONEKEPT}}\n"
    "> {'id':2,'method':'tools/call'META}\n"
    "< {'id':2,'result':{'content':[{'type':'text','text':'x'},"
    "{'type':'image','data':'eA==','mimeType':'image/png'}]DONE}}\n"
    "> {'id':3,'method':'prompts/list'META}\n"
    "< {'id':3,'result':{'prompts':[{'name':'p','arguments':[{'name':'a','required':true}]}]"
    "DONEKEPT}}\n"
    "> {'id':4,'method':'prompts/get'META}\n"
    "< {'id':4,'result':{'messages':[{'role':'user','content':{'type':'text','text':'x'}}]DONE}}\n"
    "> {'id':5,'method':'resources/list'META}\n"
    "< {'id':5,'result':{'resources':[{'name':'r','uri':'x://r','mimeType':'text/plain'}]"
    "DONEKEPT}}\n"
    "> {'id':6,'method':'resources/templates/list'META}\n"
    "< {'id':6,'result':{'resourceTemplates':[{'name':'r','uriTemplate':'x://{r}'}]DONEKEPT}}\n"
    "> {'id':7,'method':'resources/read'META}\n"
    "< {'id':7,'result':{'contents':[{'uri':'x://r','text':'x'},{'uri':'x://r','blob':'eA=='}]"
    "DONEKEPT}}\n"
    "> {'id':8,'method':'completion/complete'META}\n"
    "< {'id':8,'result':{'completion':{'values':['a'],'total':1}DONE}}\n"
    "> {'id':9,'method':'x/y'META}\n"
    "< {'id':9,'error':{'code':-32601,'message':'m','data':{}}}\n"
    "> {\n< {'error':{'code':-32700,'message':'m'}}\n";

static const char older[] =
    "> {'id':'a','method':'ping'}\n"
    "< {'id':'a','result':{}}\n"
    "> {'id':'b','method':'logging/setLevel','params':{'level':'info'}}\n"
    "< {'id':'b','result':{}}\n"
    "> {'id':'c','method':'tools/call','params':{'_meta':{'progressToken':'p'}}}\n"
    "< {'method':'notifications/progress','params':{'progressToken':'p','progress':1}}\n"
    "< {'method':'notifications/message','params':{'level':'info','data':[1]}}\n"
    "< {'method':'notifications/tools/list_changed'}\n"
    "< {'id':1,'method':'ping'}\n"
    "< {'id':2,'method':'roots/list'}\n"
    "< {'id':3,'method':'sampling/createMessage','params':{'maxTokens':9,'messages':[{'role':"
    "'user','content':{'type':'text','text':'x'}}]}}\n";

static const char newest[] =
    "> {'id':0,'method':'server/discover','params':{$meta}}}\n"
    "< "
    "{'id':0,'result':{'supportedVersions':['2026-07-28'],'capabilities':{'tools':{},'prompts':{},'"
    "resources':{},'completions':{}},"
    "'resultType':'complete','ttlMs':1,'cacheScope':'private'}}\n"
    "> {'id':'l','method':'subscriptions/listen','params':{'notifications':{"
    "'toolsListChanged':true},$meta}}}\n"
    "< {'method':'notifications/subscriptions/acknowledged','params':{"
    "'notifications':{'toolsListChanged':true},'_meta':{'$mcp/subscriptionId':'l'}}}\n"
    "< {'method':'notifications/tools/list_changed','params':{"
    "'_meta':{'$mcp/subscriptionId':'l'}}}\n"
    "< {'id':'l','result':{'_meta':{'$mcp/subscriptionId':'l'},'resultType':'complete'}}\n"
    "> {'id':'c','method':'tools/call','params':{'_meta':{'progressToken':'p',"
    "'$mcp/logLevel':'info','$mcp/protocolVersion':'2026-07-28',"
    "'$mcp/clientCapabilities':{'elicitation':{}}}}}\n"
    "< {'method':'notifications/progress','params':{'progressToken':'p','progress':1}}\n"
    "< {'method':'notifications/message','params':{'level':'info','data':'x'}}\n"
    "< {'id':'c','result':{'resultType':'input_required','inputRequests':{'k':{"
    "'method':'elicitation/create','params':{'mode':'form','message':'m',"
    "'requestedSchema':{'type':'object','properties':{}}}}},'requestState':'s'}}\n"
    "> {'id':'v','method':'tools/list','params':{'_meta':{"
    "'$mcp/protocolVersion':'2099-01-01'}}}\n"
    "< {'id':'v','error':{'code':-32022,'message':'m','data':{"
    "'supported':['2026-07-28'],'requested':'2099-01-01'}}}\n";

static const struct flavour {
    const char *word, *of_older, *of_newest;
} flavours[] = {
    { "META", "", ",'params':{$meta}}" },
    { "DONE", "", ",'resultType':'complete'" },
    { "KEPT", "", ",'ttlMs':1,'cacheScope':'private'" },
};

/* The exchange of a revision in which everything is right; valid until the next. */
static const char *right_in(enum version version)
{
    static char text[16384];
    struct buf exchange = { .data = NULL, .size_max = sizeof(text) };

    if (version < V_MODERN)
        buf_addf(&exchange, "hello %s\n%s", version_names[version], older);
    else
        buf_adds(&exchange, newest);
    for (const char *at = everything; *at; at++) {
        size_t i = 0;

        while (i < ARRAY_COUNT(flavours) && strncmp(at, flavours[i].word, 4) != 0)
            i++;
        if (i == ARRAY_COUNT(flavours)) {
            buf_addc(&exchange, *at);
            continue;
        }
        buf_adds(&exchange, version < V_MODERN ? flavours[i].of_older : flavours[i].of_newest);
        at += 3;
    }
    snprintf(text, sizeof(text), "%s", buf_text(&exchange));
    buf_done(&exchange);
    return text;
}

static void need_schemas(void)
{
    witness_use(test_data_dir());
    if (!forms_are_there())
        SKIP("no schemas");
}

TEST("forms: an exchange of each revision that is right in everything")
{
    need_schemas();
    for (int v = 0; v < V_COUNT; v++) {
        struct witness_totals before = witness_totals();

        CHECK_STR(hear(right_in((enum version)v)), "");
        CHECK_INT(witness_totals().formless - before.formless, v < V_2025_11_25);
    }
}

TEST("forms: one defect in what all revisions have is found in each of them")
{
    static const struct defect defects[] = {
        { "a tool without a name", "'name':'t','inputSchema'", "'inputSchema'", "name of a tool" },
        { "a tool without a schema", ",'inputSchema':{'type':'object'}", "", "inputSchema" },
        { "a schema of another type", "'inputSchema':{'type':'object'}",
          "'inputSchema':{'type':'array'}", "/inputSchema/type" },
        { "a cursor that is no string", "'nextCursor':'c'", "'nextCursor':1", "nextCursor" },
        { "no tools", "'tools':[{", "'tool':[{", "ListToolsResult" },
        { "_meta that is no object", "'nextCursor':'c'", "'_meta':1", "_meta" },
        { "no content", "'content':[{'type':'text'", "'contents':[{'type':'text'",
          "CallToolResult" },
        { "content of no kind", "'type':'image'", "'type':'video'", "CallToolResult" },
        { "content without its text", "[{'type':'text','text'", "[{'type':'text','txt'",
          "CallToolResult" },
        { "isError as a word", "'result':{'content'", "'result':{'isError':'no','content'",
          "isError" },
        { "an image without its kind", ",'mimeType':'image/png'", "", "CallToolResult" },
        { "a prompt without a name", "{'name':'p'", "{'title':'p'", "ListPromptsResult" },
        { "an argument without a name", "{'name':'a'", "{'nam':'a'", "ListPromptsResult" },
        { "required as a word", "'required':true", "'required':'yes'", "required" },
        { "a message of no role", "'result':{'messages':[{'role':'user'",
          "'result':{'messages':[{'role':'system'", "GetPromptResult" },
        { "no messages", "'id':4,'result':{'messages'", "'id':4,'result':{'message'",
          "GetPromptResult" },
        { "a resource without an address", "'uri':'x://r','mimeType'", "'mimeType'",
          "ListResourcesResult" },
        { "a kind that is a number", "'text/plain'", "1", "mimeType" },
        { "a template without one", "'uriTemplate':", "'uri':", "ListResourceTemplatesResult" },
        { "contents without an address", "[{'uri':'x://r','text'", "[{'text'",
          "ReadResourceResult" },
        { "contents that are neither", "'blob':'eA=='", "'bytes':'eA=='", "ReadResourceResult" },
        { "no contents", "'contents':", "'content':", "ReadResourceResult" },
        { "values that are no strings", "'values':['a']", "'values':[1]", "CompleteResult" },
        { "a total that is no integer", "'total':1}", "'total':1.5}", "CompleteResult" },
        { "no completion", "'completion':", "'complete':", "CompleteResult" },
        { "a code that is a fraction", "'code':-32601", "'code':1.5", "code" },
        { "a total in words", "'progressToken':'p','progress':1",
          "'progressToken':'p','total':'all','progress':1", "ProgressNotification" },
        { "a message without data", "'level':'info','data'", "'level':'info','datum'",
          "LoggingMessageNotification" },
        { 0 },
    };

    CLEANUP(buf_done) struct buf values = BUF_MAX(KIB(1));

    need_schemas();
    buf_adds(&values, "'values':['a'");
    for (int i = 0; i < 100; i++)
        buf_adds(&values, ",'a'");
    buf_addc(&values, ']');
    for (int v = 0; v < V_COUNT; v++) {
        const struct defect too_many[] = {
            { "101 values", "'values':['a']", buf_text(&values), "at most 100 values" }, { 0 }
        };

        hearing_find(right_in((enum version)v), defects);
        hearing_find(right_in((enum version)v), too_many);
    }
}

TEST("forms: one defect in what only the newest revision has")
{
    static const struct defect defects[] = {
        { "versions that are no list", "'supportedVersions':['2026-07-28']",
          "'supportedVersions':'2026-07-28'", "DiscoverResult" },
        { "no capabilities",
          "'capabilities':{'tools':{},'prompts':{},'resources':{},'completions':{}}",
          "'instructions':'i'", "DiscoverResult" },
        { "a server without a version", "'resultType':'complete','ttlMs'",
          "'_meta':{'$mcp/serverInfo':{'name':'s'}},'resultType':'complete','ttlMs'",
          "serverInfo" },
        { "no grant", "'notifications':{'toolsListChanged':true},'_meta'", "'_meta'",
          "SubscriptionsAcknowledgedNotification" },
        { "a state that is no text", "'requestState':'s'", "'requestState':1",
          "InputRequiredResult" },
        { "a question without its schema", ",'requestedSchema':{'type':'object','properties':{}}",
          "", "InputRequiredResult" },
        { "no data about versions", "'data':{'supported'", "'date':{'supported'",
          "UnsupportedProtocolVersionError" },
        { "versions that are none", "'supported':['2026-07-28']", "'supported':[2026]",
          "UnsupportedProtocolVersionError" },
        { 0 },
    };

    need_schemas();
    hearing_find(newest, defects);
}

TEST("forms: content is of the kinds that the revision knows")
{
    static const struct {
        const char *content;
        enum version since;
    } kinds[] = {
        { "[{'type':'audio','data':'eA==','mimeType':'audio/wav'}", V_2025_03_26 },
        { "[{'type':'resource_link','uri':'x://r','name':'r'}", V_2025_06_18 },
        { "[{'type':'resource','resource':{'uri':'x://r','text':'x'}}", V_FIRST },
    };

    need_schemas();
    for (int v = 0; v < V_COUNT; v++)
        for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
            CLEANUP(freep)
            char *exchange = hearing_spoilt(right_in((enum version)v),
                                            "[{'type':'text','text':'x'}", kinds[i].content);
            const char *sentence = hear(exchange);

            if (v >= (int)kinds[i].since)
                CHECK_STR(sentence, "");
            else
                CHECK_SAYS(sentence, "CallToolResult of 20");
        }
}

TEST("forms: what a server asks, and the errors of one revision")
{
    static const char exchange[] =
        "hello 2025-11-25\n"
        "< {'id':1,'method':'elicitation/create','params':{'message':'m',"
        "'requestedSchema':{'type':'object','properties':{'a':{'type':'string'}}}}}\n"
        "< {'id':2,'method':'sampling/createMessage','params':{'maxTokens':9,'messages':[]}}\n"
        "< {'method':'notifications/elicitation/complete','params':{'elicitationId':'e'}}\n"
        "> {'id':1,'method':'tools/call'}\n"
        "< {'id':1,'error':{'code':-32042,'message':'m','data':{'elicitations':[{"
        "'mode':'url','message':'m','url':'https://example.org','elicitationId':'e'}]}}}\n";
    static const struct defect defects[] = {
        { "no message", "'params':{'message':'m',", "'params':{", "ElicitRequest" },
        { "a form within a form", "'a':{'type':'string'}", "'a':{'type':'object'}",
          "ElicitRequest" },
        { "a limit in words", "'maxTokens':9", "'maxTokens':'9'", "CreateMessageRequest" },
        { "no messages", ",'messages':[]", "", "CreateMessageRequest" },
        { "no address", "'url':'https://example.org',", "", "URLElicitationRequiredError" },
        { "the end of nothing", "'params':{'elicitationId':'e'}", "'params':{}",
          "ElicitationCompleteNotification" },
        { 0 },
    };

    need_schemas();
    hearing_find(exchange, defects);
}

static bool is_defined(enum version version, const char *definition)
{
    const cJSON *document = forms_document(version), *newer = json_at(document, "$defs");

    return json_at(newer ? newer : json_at(document, "definitions"), definition) != NULL;
}

/* Both ways, so that a revision that changes is noticed. */
TEST("forms: what the witness knows of each revision is what its schema defines")
{
    const struct span *const tables[] = { span_results, span_notices, span_demands };

    need_schemas();
    for (size_t i = 0; i < ARRAY_COUNT(tables); i++)
        for (const struct span *span = tables[i]; span->name; span++)
            for (int v = 0; v < V_COUNT; v++) {
                bool is_known = v >= (int)span->since && v <= (int)span->until;

                if (is_defined((enum version)v, span->definition) != is_known &&
                    strcmp(span->definition, "EmptyResult") != 0)
                    test_fail(__FILE__, __LINE__, "%s: %s of %s", span->name, span->definition,
                              version_names[v]);
            }
}

static bool is_in(const struct span *spans, const char *definition, enum version version)
{
    for (; spans->name; spans++)
        if (strcmp(spans->definition, definition) == 0 && version >= spans->since &&
            version <= spans->until)
            return true;
    return false;
}

static void check_union(enum version version, const char *name, const struct span *spans,
                        size_t *count)
{
    static const char *const besides[] = {
        "Result",           "InputRequiredResult",   "CreateTaskResult",
        "GetTaskRequest",   "GetTaskPayloadRequest", "ListTasksRequest",
        "CancelTaskRequest"
    };
    const cJSON *document = forms_document(version), *newer = json_at(document, "$defs"), *one;

    cJSON_ArrayForEach(
        one, json_at(json_at(newer ? newer : json_at(document, "definitions"), name), "anyOf"))
    {
        const char *definition = strrchr(json_str(one, "$ref"), '/') + 1;
        bool is_known = is_in(spans, definition, version);

        for (size_t i = 0; i < ARRAY_COUNT(besides); i++)
            is_known = is_known || strcmp(besides[i], definition) == 0;
        if (!is_known)
            test_fail(__FILE__, __LINE__, "%s of %s", definition, version_names[version]);
        ++*count;
    }
}

TEST("forms: everything that a server may say in a revision is known to the witness")
{
    size_t count = 0;

    need_schemas();
    for (int v = 0; v < V_COUNT; v++) {
        check_union((enum version)v, "ServerResult", span_results, &count);
        check_union((enum version)v, "ServerNotification", span_notices, &count);
        check_union((enum version)v, "ServerRequest", span_demands, &count);
    }
    CHECK_INT(count, 112);
}

TEST("forms: a folder without schemas is none")
{
    witness_use("/nonexistent");
    CHECK(!forms_are_there());
    CHECK_STR(hear("> {'id':1,'method':'tools/list'}\n< {'id':1,'result':{}}\n"), "");
}
