/* fixture_asks - tools that ask the client: its user, its model, its roots.
 *
 * Each reads from top to bottom, as if the replies were there already: call_wait begins it anew
 * with them.
 */
#include "base/limits.h"
#include "tests/conformance/fixture.h"
#include "json/json.h"

#define FORM(properties, required)                                                                 \
    "{\"type\":\"object\",\"properties\":{" properties "},\"required\":[" required "]}"
#define NAME_FORM FORM("\"name\":{\"type\":\"string\"}", "\"name\"")

static cJSON *parse(const char *json)
{
    struct err ignored = { 0 };

    return json_parse(slice_of(json), &gate_config, &ignored);
}

cJSON *fixture_form(const char *message, const char *schema)
{
    cJSON *params = cJSON_CreateObject();

    cJSON_AddStringToObject(params, "message", message);
    cJSON_AddItemToObject(params, "requestedSchema", parse(schema));
    return params;
}

/* The parameters of a question for the client's model. */
static cJSON *prompt_of(const char *text, int tokens)
{
    cJSON *params = cJSON_CreateObject();
    cJSON *message = cJSON_CreateObject(), *content;

    cJSON_AddItemToArray(cJSON_AddArrayToObject(params, "messages"), message);
    cJSON_AddStringToObject(message, "role", "user");
    content = cJSON_AddObjectToObject(message, "content");
    cJSON_AddStringToObject(content, "type", "text");
    cJSON_AddStringToObject(content, "text", text);
    cJSON_AddNumberToObject(params, "maxTokens", tokens);
    return params;
}

static const cJSON *ask_form(struct call *call, const char *key, const char *message,
                             const char *schema)
{
    return call_ask(call, key, ASK_ELICITATION, fixture_form(message, schema));
}

static const cJSON *ask_model(struct call *call, const char *key, const char *text, int tokens)
{
    return call_ask(call, key, ASK_SAMPLING, prompt_of(text, tokens));
}

static const cJSON *ask_roots(struct call *call, const char *key)
{
    return call_ask(call, key, ASK_ROOTS, cJSON_CreateObject());
}

/* What a form has in that field; "nobody" when it was declined. */
static const char *field_of(const cJSON *reply, const char *field)
{
    const char *text = json_str(json_at(reply, "content"), field);

    return text ? text : "nobody";
}

static void answer(struct call *call, const char *format, ...) PRINTF(2, 3);

static void answer(struct call *call, const char *format, ...)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_IN_MAX);
    va_list args;

    va_start(args, format);
    buf_vaddf(&text, format, args);
    va_end(args);
    call_answer(call, buf_slice(&text), NULL);
}

/* "User response: action=accept, content={...}" */
static void answer_form(struct call *call, const char *what, const cJSON *reply)
{
    CLEANUP(buf_done) struct buf content = BUF_MAX(LINE_IN_MAX);

    json_print(json_at(reply, "content"), &content);
    answer(call, "%s: action=%s, content=%s", what, json_str(reply, "action"),
           content.size > 0 ? buf_text(&content) : "none");
}

static const char *text_of_model(const cJSON *reply)
{
    const char *text = json_str(json_at(reply, "content"), "text");

    return text ? text : "(no text)";
}

static void sampling_start(struct call *call)
{
    const char *prompt = json_str(call_arguments(call), "prompt");
    const cJSON *reply = ask_model(call, "sampling", prompt, 100);

    if (reply)
        answer(call, "LLM response: %s", text_of_model(reply));
    else
        call_wait(call);
}

static void elicitation_start(struct call *call)
{
    static const char schema[] =
        FORM("\"username\":{\"type\":\"string\",\"description\":\"User's response\"},"
             "\"email\":{\"type\":\"string\",\"description\":\"User's email address\"}",
             "\"username\",\"email\"");
    const cJSON *reply = ask_form(call, "user", json_str(call_arguments(call), "message"), schema);

    if (reply)
        answer_form(call, "User response", reply);
    else
        call_wait(call);
}

static void ask_and_show(struct call *call, const char *message, const char *schema)
{
    const cJSON *reply = ask_form(call, "form", message, schema);

    if (reply)
        answer_form(call, "Elicitation completed", reply);
    else
        call_wait(call);
}

static void defaults_start(struct call *call)
{
    ask_and_show(
        call, "Please review these values",
        FORM("\"name\":{\"type\":\"string\",\"default\":\"John Doe\"},"
             "\"age\":{\"type\":\"integer\",\"default\":30},"
             "\"score\":{\"type\":\"number\",\"default\":95.5},"
             "\"status\":{\"type\":\"string\",\"enum\":[\"active\",\"inactive\",\"pending\"],"
             "\"default\":\"active\"},"
             "\"verified\":{\"type\":\"boolean\",\"default\":true}",
             ""));
}

static void enums_start(struct call *call)
{
    ask_and_show(call, "Please choose",
                 FORM("\"untitledSingle\":{\"type\":\"string\","
                      "\"enum\":[\"option1\",\"option2\",\"option3\"]},"
                      "\"titledSingle\":{\"type\":\"string\",\"oneOf\":["
                      "{\"const\":\"value1\",\"title\":\"First Option\"},"
                      "{\"const\":\"value2\",\"title\":\"Second Option\"},"
                      "{\"const\":\"value3\",\"title\":\"Third Option\"}]},"
                      "\"legacyEnum\":{\"type\":\"string\",\"enum\":[\"opt1\",\"opt2\",\"opt3\"],"
                      "\"enumNames\":[\"Option One\",\"Option Two\",\"Option Three\"]},"
                      "\"untitledMulti\":{\"type\":\"array\",\"items\":{\"type\":\"string\","
                      "\"enum\":[\"option1\",\"option2\",\"option3\"]}},"
                      "\"titledMulti\":{\"type\":\"array\",\"items\":{\"anyOf\":["
                      "{\"const\":\"value1\",\"title\":\"First Choice\"},"
                      "{\"const\":\"value2\",\"title\":\"Second Choice\"},"
                      "{\"const\":\"value3\",\"title\":\"Third Choice\"}]}}",
                      ""));
}

static void greet_start(struct call *call)
{
    const cJSON *reply = ask_form(call, "user_name", "What is your name?", NAME_FORM);

    if (reply)
        answer(call, "Hello, %s!", field_of(reply, "name"));
    else
        call_wait(call);
}

static void capital_start(struct call *call)
{
    const cJSON *reply = ask_model(call, "capital_question", "What is the capital of France?", 100);

    if (reply)
        answer(call, "%s", text_of_model(reply));
    else
        call_wait(call);
}

static void roots_start(struct call *call)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_IN_MAX);
    const cJSON *reply = ask_roots(call, "client_roots"), *root;

    if (!reply) {
        call_wait(call);
        return;
    }
    buf_adds(&text, "Roots:");
    cJSON_ArrayForEach(root, json_at(reply, "roots"))
    {
        buf_addf(&text, " %s", json_str(root, "uri"));
    }
    call_answer(call, buf_slice(&text), NULL);
}

static void state_start(struct call *call)
{
    const cJSON *reply = ask_form(call, "confirm", "Please confirm",
                                  FORM("\"ok\":{\"type\":\"boolean\"}", "\"ok\""));

    if (reply)
        answer(call, "state-ok: %s",
               json_bool(json_at(reply, "content"), "ok", false) ? "confirmed" : "not confirmed");
    else
        call_wait(call);
}

static void several_start(struct call *call)
{
    const cJSON *name = ask_form(call, "user_name", "What is your name?", NAME_FORM);
    const cJSON *greeting = ask_model(call, "greeting", "Generate a greeting", 50);
    const cJSON *roots = ask_roots(call, "client_roots");

    if (!name || !greeting || !roots)
        call_wait(call);
    else
        answer(call, "%s, %s: %d roots", text_of_model(greeting), field_of(name, "name"),
               cJSON_GetArraySize(json_at(roots, "roots")));
}

static void rounds_start(struct call *call)
{
    const cJSON *name = ask_form(call, "step1", "Step 1: What is your name?", NAME_FORM);
    const cJSON *color = name ? ask_form(call, "step2", "Step 2: What is your favorite color?",
                                         FORM("\"color\":{\"type\":\"string\"}", "\"color\""))
                              : NULL;

    if (color)
        answer(call, "%s likes %s", field_of(name, "name"), field_of(color, "color"));
    else
        call_wait(call);
}

/* Asks only what the client says that it can be asked. */
static void able_start(struct call *call)
{
    bool waits = false;

    if (call_can_ask(call, ASK_ELICITATION))
        waits |= !ask_form(call, "user_name", "What is your name?", NAME_FORM);
    if (call_can_ask(call, ASK_SAMPLING))
        waits |= !ask_model(call, "greeting", "Generate a greeting", 50);
    if (waits)
        call_wait(call);
    else
        answer(call, "Nothing is left to ask.");
}

static const struct handler sampling = { "test_sampling", 0, sampling_start, NULL, NULL };
static const struct handler elicitation = { "test_elicitation", 0, elicitation_start, NULL, NULL };
static const struct handler defaults = { "test_elicitation_sep1034_defaults", 0, defaults_start,
                                         NULL, NULL };
static const struct handler enums = { "test_elicitation_sep1330_enums", 0, enums_start, NULL,
                                      NULL };
static const struct handler missing = { "test_missing_capability", 0, capital_start, NULL, NULL };
static const struct handler streaming = { "test_streaming_elicitation", 0, greet_start, NULL,
                                          NULL };
static const struct handler greet = { "test_input_required_result_elicitation", 0, greet_start,
                                      NULL, NULL };
static const struct handler capital = { "test_input_required_result_sampling", 0, capital_start,
                                        NULL, NULL };
static const struct handler roots = { "test_input_required_result_list_roots", 0, roots_start, NULL,
                                      NULL };
static const struct handler state = { "test_input_required_result_request_state", 0, state_start,
                                      NULL, NULL };
static const struct handler several = { "test_input_required_result_multiple_inputs", 0,
                                        several_start, NULL, NULL };
static const struct handler rounds = { "test_input_required_result_multi_round", 0, rounds_start,
                                       NULL, NULL };
static const struct handler tampered = { "test_input_required_result_tampered_state", 0,
                                         state_start, NULL, NULL };
static const struct handler able = { "test_input_required_result_capabilities", 0, able_start, NULL,
                                     NULL };

const struct offer fixture_asks[] = {
    { &sampling, FIXTURE_TOOL("test_sampling", "Asks the client's model",
                              "\"prompt\":{\"type\":\"string\"}", "\"prompt\"") },
    { &elicitation, FIXTURE_TOOL("test_elicitation", "Asks the user who he is",
                                 "\"message\":{\"type\":\"string\"}", "\"message\"") },
    { &defaults, FIXTURE_PLAIN_TOOL("test_elicitation_sep1034_defaults",
                                    "Asks the user, with a default for each type") },
    { &enums, FIXTURE_PLAIN_TOOL("test_elicitation_sep1330_enums",
                                 "Asks the user to choose, in each way there is") },
    { &missing, FIXTURE_PLAIN_TOOL("test_missing_capability", "Needs a client that can sample") },
    { &streaming, FIXTURE_PLAIN_TOOL("test_streaming_elicitation", "Asks the user for a name") },
    { &greet, FIXTURE_PLAIN_TOOL("test_input_required_result_elicitation", "Greets the user") },
    { &capital, FIXTURE_PLAIN_TOOL("test_input_required_result_sampling", "Asks for a capital") },
    { &roots, FIXTURE_PLAIN_TOOL("test_input_required_result_list_roots", "Shows the roots") },
    { &state,
      FIXTURE_PLAIN_TOOL("test_input_required_result_request_state", "Asks the user to confirm") },
    { &several, FIXTURE_PLAIN_TOOL("test_input_required_result_multiple_inputs",
                                   "Asks three things at once") },
    { &rounds, FIXTURE_PLAIN_TOOL("test_input_required_result_multi_round",
                                  "Asks two things, one after the other") },
    { &tampered,
      FIXTURE_PLAIN_TOOL("test_input_required_result_tampered_state", "Asks the user to confirm") },
    { &able, FIXTURE_PLAIN_TOOL("test_input_required_result_capabilities",
                                "Asks what this client can be asked") },
    { NULL, NULL },
};
