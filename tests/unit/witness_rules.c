/* Units of tests/witness: the rules that no schema says. Each exchange is right; each defect of it
 * is found. No schema is read here. */
#include "hearing.h"

TEST("rules: a stateless result says its type, a list how long it may be kept")
{
    static const char exchange[] =
        "> {'id':1,'method':'server/discover','params':{$meta}}}\n"
        "< {'id':1,'result':{'resultType':'complete','supportedVersions':['2026-07-28'],"
        "'capabilities':{'tools':{}},'ttlMs':1000,'cacheScope':'public'}}\n"
        "> {'id':2,'method':'tools/list','params':{$meta}}}\n"
        "< {'id':2,'result':{'resultType':'complete','tools':["
        "{'name':'a','inputSchema':{'type':'object'}},{'name':'b','inputSchema':{'type':'object'}}]"
        ","
        "'nextCursor':'2','ttlMs':1000,'cacheScope':'public'}}\n"
        "> {'id':3,'method':'tools/list','params':{'cursor':'2',$meta}}}\n"
        "< {'id':3,'result':{'resultType':'complete','tools':[],'ttlMs':0,'cacheScope':'public'}}\n"
        "> {'id':4,'method':'tools/call','params':{$meta}}}\n"
        "< {'id':4,'result':{'content':[],'resultType':'complete'}}\n"
        "> {'id':5,'method':'ping','params':{$meta}}}\n"
        "< {'id':5,'error':{'code':-32601,'message':'m'}}\n";
    static const struct defect defects[] = {
        { "no type", "'resultType':'complete','tools'", "'tools'", "resultType must be" },
        { "another type", "'content':[],'resultType':'complete'",
          "'content':[],'resultType':'done'", "resultType must be" },
        { "no time", "'nextCursor':'2','ttlMs':1000", "'nextCursor':'2'", "ttlMs must" },
        { "a time below 0", "'ttlMs':1000", "'ttlMs':-1", "ttlMs must" },
        { "a time that is no integer", "'ttlMs':1000", "'ttlMs':0.5", "ttlMs must" },
        { "no scope", ",'cacheScope':'public'", "", "cacheScope must" },
        { "another scope", "'cacheScope':'public'", "'cacheScope':'all'", "cacheScope must" },
        { "a revision that is not named", "['2026-07-28']", "['2025-11-25']",
          "supportedVersions must" },
        { "a tool twice", "'name':'b'", "'name':'a'", "name 'a' is there twice" },
        { "the name of a tool", "'name':'b'", "'name':'b b'", "the name of a tool" },
        { "a method that is gone", "'error':{'code':-32601,'message':'m'}",
          "'result':{'resultType':'complete'}", "'ping', which 2026-07-28 does not have" },
        { "a code of before", "-32601", "-32002", "-32002 is reserved" },
        { "a code of nobody", "-32601", "-32050", "-32050 is reserved" },
        { 0 },
    };

    witness_use(NULL);
    hearing_find(exchange, defects);
}

TEST("rules: the pages of a list are kept by the same")
{
    static const char exchange[] =
        "> {'id':1,'method':'prompts/list','params':{$meta}}}\n"
        "< "
        "{'id':1,'result':{'resultType':'complete','prompts':[],'ttlMs':1,'cacheScope':'public'}}\n"
        "> {'id':2,'method':'prompts/list','params':{'cursor':'x',$meta}}}\n"
        "< "
        "{'id':2,'result':{'resultType':'complete','prompts':[],'ttlMs':1,'cacheScope':'public'}}"
        "\n";
    static const struct defect defects[] = {
        { "another on the second", "'cacheScope':'public'}}\n> {'id':2",
          "'cacheScope':'private'}}\n> {'id':2", "another than on the page before" },
        { 0 },
    };

    witness_use(NULL);
    hearing_find(exchange, defects);
}

TEST("rules: a result of before knows nothing of the stateless revision")
{
    static const char exchange[] = "hello 2025-03-26\n"
                                   "> {'id':1,'method':'tools/call'}\n"
                                   "< {'id':1,'result':{'content':[],'isError':false}}\n"
                                   "> {'id':2,'method':'ping'}\n"
                                   "< {'id':2,'result':{'_meta':{}}}\n";
    static const struct defect defects[] = {
        { "a type", "'isError':false", "'resultType':'complete'", "resultType is not known" },
        { "a time", "'isError':false", "'ttlMs':0", "ttlMs is not known" },
        { "a scope", "'isError':false", "'cacheScope':'public'", "cacheScope is not known" },
        { "structured", "'isError':false", "'structuredContent':{}", "structuredContent is not" },
        { "more than nothing", "'_meta':{}", "'pong':true", "must be empty, and has pong" },
        { "a method that came later", "'method':'ping'", "'method':'server/discover'",
          "resultType must be" },
        { 0 },
    };

    witness_use(NULL);
    hearing_find(exchange, defects);
}

TEST("rules: initialize is answered with the revision that was asked for, if there is such a one")
{
    static const char unknown[] =
        "> {'id':0,'method':'initialize','params':{'protocolVersion':'2099-01-01'}}\n"
        "< {'id':0,'result':{'protocolVersion':'2025-11-25'}}\n";
    static const struct defect defects[] = {
        { "another", "'result':{'protocolVersion':'2025-06-18'",
          "'result':{'protocolVersion':'2025-11-25'", "must be answered with it" },
        { "the stateless one", "'result':{'protocolVersion':'2025-06-18'",
          "'result':{'protocolVersion':'2026-07-28'", "must be a revision that begins with" },
        { "none", "'result':{'protocolVersion':'2025-06-18'", "'result':{'v':'1'",
          "must be a revision that begins with" },
        { 0 },
    };

    witness_use(NULL);
    CHECK_STR(hear(unknown), "");
    hearing_find("hello 2025-06-18\n", defects);
}

TEST("rules: a refused initialize changes nothing, and requests that come behind one are of it")
{
    witness_use(NULL);
    CHECK_STR(hear("hello 2025-03-26\n"
                   "> {'id':1,'method':'initialize'}\n"
                   "< {'id':1,'error':{'code':-32602,'message':'m'}}\n"
                   "> [{'jsonrpc':'2.0','id':2,'method':'ping'}]\n"
                   "< [{'jsonrpc':'2.0','id':2,'result':{}}]\n"),
              "");
    CHECK_STR(
        hear("> {'id':1,'method':'initialize','params':{'protocolVersion':'2025-03-26'}}\n"
             "> {'id':2,'method':'tools/call'}\n"
             "< {'id':1,'result':{'protocolVersion':'2025-03-26','capabilities':{'tools':{}}}}\n"
             "< {'id':2,'result':{'content':[]}}\n"),
        "");
    CHECK_SAYS(
        hear("> {'id':1,'method':'initialize','params':{'protocolVersion':'2025-03-26'}}\n"
             "> {'id':2,'method':'tools/call'}\n"
             "< {'id':1,'result':{'protocolVersion':'2025-03-26','capabilities':{'tools':{}}}}\n"
             "< {'id':2,'result':{'content':[],'structuredContent':{}}}\n"),
        "structuredContent is not known in 2025-03-26");
}

TEST("rules: a result may require what the client can do, where that is allowed")
{
    static const char exchange[] =
        "> {'id':1,'method':'tools/call','params':{'_meta':{'$mcp/protocolVersion':'2026-07-28',"
        "'$mcp/clientCapabilities':{'elicitation':{},'roots':{}}}}}\n"
        "< {'id':1,'result':{'resultType':'input_required','inputRequests':{"
        "'a':{'method':'elicitation/create','params':{'message':'m'}},'b':{'method':'roots/list'}},"
        "'requestState':'s'}}\n";
    static const struct defect defects[] = {
        { "nothing at all",
          "'inputRequests':{'a':{'method':'elicitation/create','params':{'message':'m'}},"
          "'b':{'method':'roots/list'}},'requestState':'s'",
          "'requestState':7", "neither inputRequests nor requestState" },
        { "a time", "'requestState':'s'", "'ttlMs':1", "neither ttlMs nor cacheScope" },
        { "what the client cannot do", "'roots/list'", "'sampling/createMessage'",
          "has not declared sampling" },
        { "what nobody can do", "'roots/list'", "'ping'", "'ping' cannot be required" },
        { "a way that the client does not know", "'message':'m'", "'mode':'url'",
          "has not declared elicitation.url" },
        { "a form, of a client that follows addresses only", "'elicitation':{}",
          "'elicitation':{'url':{}}", "has not declared elicitation" },
        { "no capability at all", "'elicitation':{},'roots':{}", "", "has not declared" },
        { "a list", "'tools/call'", "'tools/list'", "tools/list may not require input" },
        { 0 },
    };

    witness_use(NULL);
    hearing_find(exchange, defects);
}

TEST("rules: a server asks a client that has initialized, what it can do, with ids of its own")
{
    static const char exchange[] =
        "hello 2025-11-25\n"
        "< {'id':0,'method':'elicitation/create','params':{'mode':'form'}}\n"
        "< {'id':1,'method':'sampling/createMessage'}\n"
        "< {'id':'1','method':'roots/list'}\n"
        "> {'id':1,'result':{}}\n"
        "< {'method':'notifications/cancelled','params':{'requestId':'1'}}\n"
        "< {'id':2,'method':'ping'}\n";
    static const struct defect defects[] = {
        { "an id twice", "'id':'1'", "'id':1", "a second request of the server with id 1" },
        { "no id", "'id':'1'", "'id':null", "id must be" },
        { "a cancel of nobody's", "{'requestId':'1'}", "{'requestId':7}",
          "neither a request of the server" },
        { "what nobody may ask", "'roots/list'", "'tools/list'", "no request of a server" },
        { "an address", "'mode':'form'", "'mode':'url'", "has not declared elicitation.url" },
        { "no roots", "'roots':{},", "", "has not declared roots" },
        { "no sampling", "'sampling':{},", "", "has not declared sampling" },
        { 0 },
    };

    witness_use(NULL);
    hearing_find(exchange, defects);
    CHECK_SAYS(hear("hello 2025-03-26\n< {'id':0,'method':'elicitation/create'}\n"),
               "elicitation/create is no request of a server in 2025-03-26");
    CHECK_SAYS(hear("< {'id':0,'method':'ping'}\n"), "has not initialized");
    CHECK_SAYS(hear("hello 2025-11-25\n< {'id':0,'method':7}\n"), "method must be a string");
    CHECK_SAYS(hear("> {'id':1,'method':'tools/list','params':{$meta}}}\n"
                    "< {'id':0,'method':'roots/list'}\n"),
               "has not initialized");
}

TEST("rules: messages are for those who asked for them, from the level on that they set")
{
    static const char legacy[] =
        "hello 2025-11-25\n"
        "< {'method':'notifications/message','params':{'level':'debug'}}\n"
        "> {'id':1,'method':'logging/setLevel','params':{'level':'error'}}\n"
        "< {'id':1,'result':{}}\n"
        "< {'method':'notifications/message','params':{'level':'error'}}\n"
        "< {'method':'notifications/message','params':{'level':'alert'}}\n";
    static const struct defect of_legacy[] = {
        { "below", "'level':'alert'", "'level':'warning'", "below the level" },
        { "no level", "'level':'alert'", "'level':'loud'", "none of those that there are" },
        { 0 },
    };
    static const char modern[] =
        "> {'id':1,'method':'tools/call','params':{$meta,'$mcp/logLevel':'warning'}}}\n"
        "< {'method':'notifications/message','params':{'level':'error'}}\n"
        "< {'method':'notifications/message','params':{'level':'warning'}}\n"
        "< {'id':1,'result':{'content':[],'resultType':'complete'}}\n";
    static const struct defect of_modern[] = {
        { "below", "'level':'error'", "'level':'info'", "asks for messages of that level" },
        { "nobody asked", "logLevel", "level", "asks for messages of that level" },
        { 0 },
    };

    static const struct defect of_offer[] = {
        { "not declared", "'logging':{},", "", "a message, though logging was not declared" },
        { 0 },
    };

    witness_use(NULL);
    hearing_find(legacy, of_legacy);
    hearing_find(modern, of_modern);
    hearing_find("hello 2025-11-25\n"
                 "< {'method':'notifications/message','params':{'level':'debug'}}\n",
                 of_offer);
    CHECK_SAYS(hear("> {'id':1,'method':'tools/call','params':{$meta,'$mcp/logLevel':'debug'}}}\n"
                    "< {'id':1,'result':{'content':[],'resultType':'complete'}}\n"
                    "< {'method':'notifications/message','params':{'level':'error'}}\n"),
               "asks for messages of that level");
}

TEST("rules: what changes is told to those who initialized as it was declared")
{
    static const char exchange[] =
        "hello 2025-11-25\n"
        "> {'id':1,'method':'resources/subscribe','params':{'uri':'x://a'}}\n"
        "< {'id':1,'result':{}}\n"
        "< {'method':'notifications/tools/list_changed'}\n"
        "< {'method':'notifications/resources/updated','params':{'uri':'x://a'}}\n";
    static const struct defect defects[] = {
        { "not declared", "notifications/tools/", "notifications/prompts/", "was not declared" },
        { "declared otherwise", "'listChanged':true", "'listChanged':false", "was not declared" },
        { "not subscribed", "'result':{}", "'error':{'code':1,'message':'m'}",
          "no resource was subscribed" },
        { 0 },
    };

    witness_use(NULL);
    hearing_find(exchange, defects);
    CHECK_SAYS(hear("> {'id':1,'method':'tools/list','params':{$meta}}}\n"
                    "< {'method':'notifications/tools/list_changed'}\n"),
               "without a subscription");
}

#define ON "'_meta':{'$mcp/subscriptionId':7}"

TEST("rules: a subscription is acknowledged, hears what it was granted, and ends once")
{
    static const char exchange[] =
        "> {'id':7,'method':'subscriptions/listen','params':{'notifications':{"
        "'toolsListChanged':true,'resourceSubscriptions':['x://a','x://b']},$meta}}}\n"
        "< {'method':'notifications/subscriptions/acknowledged','params':{" ON
        ",'notifications':{'toolsListChanged':true,'resourceSubscriptions':['x://a']}}}\n"
        "< {'method':'notifications/tools/list_changed','params':{" ON "}}\n"
        "< {'method':'notifications/resources/updated','params':{" ON ",'uri':'x://a/part'}}\n"
        "< {'id':7,'result':{'resultType':'complete'," ON "}}\n";
    static const struct defect defects[] = {
        { "first something else", "subscriptions/acknowledged", "tools/list_changed",
          "not acknowledged yet" },
        { "acknowledged twice", "notifications/tools/list_changed",
          "notifications/subscriptions/acknowledged", "acknowledged a second time" },
        { "granted what was not asked for", "'toolsListChanged':true", "'toolsListChanged':false",
          "toolsListChanged is granted, but was not" },
        { "a resource that was not asked for", "['x://a','x://b']", "['x://b']",
          "x://a is granted, but was not" },
        { "another kind", "notifications/tools/list_changed", "notifications/prompts/list_changed",
          "which was not granted it" },
        { "another resource", "x://a/part", "x://b", "which was not granted it" },
        { "another subscription", "list_changed','params':{" ON,
          "list_changed','params':{'_meta':{'$mcp/subscriptionId':'7'}", "was not asked for" },
        { "the end of another", "'complete'," ON, "'complete','_meta':{'$mcp/subscriptionId':8}",
          "must name its id 7" },
        { 0 },
    };

    witness_use(NULL);
    hearing_find(exchange, defects);
}

TEST("rules: a subscription ends with its cancel, of the client or of the server")
{
    static const char begin[] =
        "> {'id':7,'method':'subscriptions/listen','params':{'notifications':{"
        "'toolsListChanged':true},$meta}}}\n"
        "< {'method':'notifications/subscriptions/acknowledged','params':{" ON
        ",'notifications':{'toolsListChanged':true}}}\n";
    static const struct {
        const char *rest, *says;
    } cases[] = {
        { "> {'method':'notifications/cancelled','params':{'requestId':7}}\n.\n", "" },
        { "> {'method':'notifications/cancelled','params':{'requestId':7}}\n.\n"
          "< {'method':'notifications/tools/list_changed','params':{" ON "}}\n",
          "which has ended" },
        { "< {'method':'notifications/cancelled','params':{'requestId':7}}\n", "" },
        { "< {'method':'notifications/cancelled','params':{'requestId':7}}\n"
          "< {'id':7,'result':{'resultType':'complete'," ON "}}\n",
          "a second answer to id 7" },
        { "< {'method':'notifications/cancelled','params':{'requestId':8}}\n", "nor an open" },
    };

    witness_use(NULL);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        CLEANUP(buf_done) struct buf exchange = BUF_MAX(KIB(4));

        buf_adds(&exchange, begin);
        buf_adds(&exchange, cases[i].rest);
        CHECK_SAYS(hear(buf_text(&exchange)), cases[i].says);
        CHECK(cases[i].says[0] || !hearing_err.text[0]);
    }
    CHECK_SAYS(hear("> {'id':7,'method':'subscriptions/listen','params':{$meta}}}\n"
                    "< {'id':7,'result':{'resultType':'complete'," ON "}}\n"),
               "before it was acknowledged");
}

TEST("rules: a method that was not declared has no result")
{
    static const struct {
        const char *method, *part, *result;
    } rows[] = {
        { "tools/list", "'tools':{'listChanged':true},", "'tools':[]" },
        { "prompts/list", "'prompts':{},", "'prompts':[]" },
        { "resources/list", ",'resources':{'subscribe':true}", "'resources':[]" },
        { "resources/subscribe", "{'subscribe':true}", "" },
        { "completion/complete", "'completions':{},", "'completion':{'values':[]}" },
        { "logging/setLevel", "'logging':{},", "" },
    };

    witness_use(NULL);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        char exchange[512];
        const struct defect defects[] = {
            { rows[i].method, rows[i].part,
              strcmp(rows[i].method, "resources/subscribe") == 0 ? "{}" : "", "was not declared" },
            { 0 },
        };

        snprintf(exchange, sizeof(exchange),
                 "hello 2025-11-25\n> {'id':1,'method':'%s'}\n< {'id':1,'result':{%s}}\n",
                 rows[i].method, rows[i].result);
        hearing_find(exchange, defects);
    }
    CHECK_SAYS(
        hear("> {'id':1,'method':'server/discover','params':{$meta}}}\n"
             "< {'id':1,'result':{'resultType':'complete','supportedVersions':['2026-07-28'],"
             "'capabilities':{'tools':{}},'ttlMs':1,'cacheScope':'public'}}\n"
             "> {'id':2,'method':'prompts/get','params':{$meta}}}\n"
             "< {'id':2,'result':{'resultType':'complete','messages':[]}}\n"),
        "a result of prompts/get, but prompts was not declared");
}

TEST("rules: error -32022 and the like are for the stateless revision alone")
{
    witness_use(NULL);
    CHECK_STR(hear("> {'id':1,'method':'tools/list','params':{$meta}}}\n"
                   "< {'id':1,'error':{'code':-32022,'message':'m'}}"),
              "");
    CHECK_SAYS(hear("> {'id':1,'method':'tools/list'}\n"
                    "< {'id':1,'error':{'code':-32021,'message':'m'}}"),
               "-32021 is reserved, and not used in 2025-11-25");
}
