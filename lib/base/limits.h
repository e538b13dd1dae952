/* limits - every maximum of the program, with its reason.
 *
 * A limit is enforced where there is someone to tell: before a call starts, in the answer to a
 * line, in the error of a request. An assert deep inside is only the second fence.
 */
#pragma once

#define KIB(n) ((size_t)(n) << 10)
#define MIB(n) ((size_t)(n) << 20)
#define GIB(n) ((size_t)(n) << 30)

/* The client's side. */
#define LINE_IN_MAX        MIB(8) /* a request line; clients were measured to send 2 MB arguments */
#define LINE_OUT_MAX       MIB(10) /* SDK clients throw when their buffer passes 10 MiB */
#define OUT_QUEUE_MAX      MIB(64) /* written but not yet read by the client; beyond it we close */
#define REQUEST_NODES_MAX  100000  /* JSON values in one line: cJSON costs 64 bytes and more each */
#define REQUEST_DEPTH_MAX  64
#define BATCH_MAX          100 /* requests in one array (protocol revision 2025-03-26 only) */
#define ID_MAX             256 /* bytes of a request id as it was written */
#define CALLS_MAX          321 /* calls at once: 64 active upstream + 256 queued, and one more */
#define ASK_QUESTIONS_MAX  8   /* of one run of a call */
#define ASK_ROUNDS_MAX     8   /* a user who is asked more often has been asked the wrong thing */
#define ASK_KEY_MAX        64
#define CLIENT_NAME_SIZE   65      /* bytes that are kept of what a client calls itself */
#define CANCEL_REASON_SIZE 200     /* bytes that are looked at of why a request is cancelled */
#define ASK_WAIT_S         600     /* for the replies; also how long a requestState is good */
#define ASK_STATE_MAX      KIB(64) /* of a requestState, which the client only carries */
#define SUBSCRIPTIONS_MAX  64      /* subscriptions/listen that are open */
#define SUBSCRIBED_MAX     256     /* resources that one connection watches */
#define LOG_MESSAGE_MAX    KIB(8)  /* text of one notifications/message */
#define COMPLETIONS_MAX    100     /* values of one completion: the specification's maximum */
#define URI_MAX            KIB(2)
#define RESOURCE_TTL_MS    300000  /* what was read may be shown again: prices change rarely */
#define PAGE_SIZE          100     /* entries of one page of a list */
#define LIST_TTL_MS        3600000 /* of lists that do not change while the process lives */

/* The upstream side. */
#define UPSTREAM_ACTIVE_MAX  64  /* more sockets were measured to be slower, not faster */
#define UPSTREAM_QUEUED_MAX  256 /* beyond it a request is refused at once */
#define UPSTREAM_DEPTH_MAX   128
#define UPSTREAM_NODES_MAX   2000000
#define BRANCH_MAX           5 /* models of one call */
#define FALLBACKS_MAX        5
#define HEADERS_IN_MAX       KIB(64)
#define ERROR_BODY_MAX       KIB(16) /* kept of a body that only explains a failure */
#define SSE_LINE_MAX         MIB(4)
#define SSE_RAW_MAX          GIB(1)  /* 2 KiB a token where max_output_tokens is smaller */
#define SSE_COMMENTS_MAX     KIB(64) /* keep-alive comments of one stream */
#define ANSWER_MAX           MIB(10) /* text of one answer */
#define PROMPT_MAX           MIB(8)
#define THOUGHTS_MAX         64     /* reasoning_details of an answer, kept for the next turn */
#define THOUGHT_BYTES_MAX    MIB(1) /* of all of them */
#define CATALOGUE_MAX        MIB(32)
#define CATALOGUE_MODELS_MAX 20000
#define SMALL_BODY_MAX       MIB(1) /* /key, endpoints of one model */
#define ACTIVITY_MAX         MIB(8) /* a row for each day, model and provider of 30 days */

#define ANSWER_SCHEMA_MAX KIB(64) /* a schema of the caller's: it is sent with each question */
#define ANSWER_TRIES_MAX  1000    /* places in an answer where its JSON may begin */

/* Servers of the user's own. */
#define LOCAL_ENDPOINTS_MAX 8      /* in the settings; an Ollama that is found is one more */
#define LOCAL_ENDPOINT_MAX  32     /* characters */
#define LOCAL_MODELS_MAX    1000   /* of one endpoint */
#define LOCAL_FRESH_MS      60000  /* a list of models */
#define LOCAL_AGAIN_MS      1000   /* a name that is not listed may just have been installed */
#define LOCAL_GONE_MS       10000  /* who did not answer is not asked again for a mere list */
#define LOCAL_GLANCE_MS     300    /* a list waits for who was found without being configured ... */
#define LOCAL_LOOK_MS       1000   /* ... and for who was configured */
#define LOCAL_WAIT_MS       3000   /* a question waits for who was named */
#define LOCAL_LOAD_MS       480000 /* a model is read from the disk, a prompt by a slow processor */

/* What a paid request is reckoned with, where the caller does not say. */
#define PROMPT_TOKEN_BYTES     2   /* a token has at least that many: prose 4, code 3, CJK 2 */
#define PROMPT_OVERHEAD_TOKENS 200 /* roles, templates, the notice of a tool */
#define OUTPUT_TOKENS          16384
#define OUTPUT_THINKING_TOKENS 32768 /* models that think first spend most of it on that */
#define USEFUL_TOKENS          256   /* less than this is not worth asking for */
#define USEFUL_THINKING_TOKENS 1024
#define WEB_SEARCHES_MAX       3
#define WEB_RESULT_TOKENS      5000     /* of one search: 5 results */
#define WEB_SEARCH_NANO        20000000 /* $0.02, the dearest engine; a higher price wins */

/* What reaches the client's model. */
#define INLINE_ANSWER_MAX 400000 /* characters; above it head, tail and a file */
#define INLINE_PART_MAX   20000  /* characters of the head, and of the tail */
#define ERROR_TEXT_MAX    1000
#define PROGRESS_TEXT_MAX 200
#define USAGE_ROWS_MAX    40      /* groups of spending in one answer; the rest is one row */
#define USAGE_TEXT_MAX    KIB(16) /* of them, and of an account: each line is short */
#define LIST_TEXT_MAX     7000    /* bytes of a list or a sheet: about 3,000 tokens */
#define PROMPT_VALUE_MAX  700     /* characters of a prompt's argument: five names of models */
#define PREVIEW_BODY_MAX  2000    /* bytes of the body that a dry run shows */

/* Our own log. */
#define LOG_LINE_MAX  1024
#define LOG_LINES_MAX 1000 /* an hour: clients keep what a server writes there in memory */

/* Work that blocks. */
#define JOBS_MAX             4096 /* waiting for a worker; more are refused */
#define LEDGER_HOLD_WAIT_MS  2000 /* for other processes; then the call is refused */
#define LEDGER_TELL_WAIT_MS  250  /* to write down what a call cost; tried again, so not for long */
#define LEDGER_TELL_AGAIN_MS 1000
#define LEDGER_CLOSE_MS      200 /* for what is still to be written when the process ends */
#define HOLD_TRIES_MAX       3   /* of one request, while others spend what was left for it */
#define LOOKUPS_MAX          512 /* rows whose cost is looked up; more wait in the ledger */
#define LOOKUPS_ACTIVE_MAX   4   /* at once: they must not stand in the way of questions */
#define ORPHANS_EVERY_MS     60000
#define SUMS_MAX             400 /* groups of one sum: a year of days, and some */

#define RECORD_NAME_MAX 64      /* a digest, or the number of a row */
#define RECORD_MAX      MIB(12) /* an answer with its facts, or a body as it was sent */
#define RECORDS_BATCH   200     /* removed in one transaction, so that others come in between */
#define TWIN_LOOK_MS    250 /* how often the answer is looked for that another server waits for */

#define THREAD_TURNS_MAX   200    /* of one conversation that are read */
#define THREAD_BYTES_MAX   MIB(8) /* of them, beyond which older ones are left out */
#define THREADS_LISTED_MAX 10000  /* turns that are looked through for a list: 2 MB of names */

/* The user's files. */
#define FILES_MAX             64      /* that one call sends; more are named, not sent */
#define FILES_NAMED_MAX       64      /* entries of files[], patterns among them */
#define FILES_LISTED_MAX      256     /* sent and not sent, by name; more are counted */
#define FILE_TEXT_MAX         MIB(1)  /* about 300,000 tokens: what most models take at all */
#define FILE_CUT_MAX          MIB(16) /* out of which lines are cut: a log */
#define FILES_TEXT_MAX        MIB(4)  /* of one call */
#define FILE_HEAD_MAX         KIB(8)  /* by which kinds of files are told apart */
#define FILES_WAIT_MS         5000    /* for all files of a call: a mount may never answer */
#define FILES_CLOSE_MS        0  /* for a read that runs when the process ends: it is for nothing */
#define FILES_STUCK_MAX       4  /* threads that wait for such a mount and are left behind */
#define ROOTS_MAX             16 /* folders whose files may be read */
#define CLIENT_ROOTS_MAX      64 /* that a client says; those behind them are passed over */
#define GLOB_ALTERNATIVES_MAX 64 /* that the braces of one pattern stand for */
#define WALK_ENTRIES_MAX      100000 /* that one pattern looks at: 0.1 s on a disk that is warm */
#define WALK_DEPTH_MAX        64     /* folders within folders */

/* What failed. */
#define RETRY_TOKENS_MAX  20 /* of a process: four repetitions, then one for five successes */
#define RETRY_COST        5
#define RETRY_COST_SLOW   10 /* after a timeout */
#define RETRY_WAIT_MS     500
#define RETRY_WAIT_MAX_MS 8000
#define RETRY_HINT_MAX_MS 120000 /* who must wait longer is told instead */
#define RETRY_MARGIN_MS   5000   /* of the call that must be left for the next attempt */
#define RETRY_ATTEMPTS    3      /* of one question, unless the settings say otherwise */
#define BREAKER_STREAK    5
#define BREAKER_LEAST     10
#define BREAKER_WINDOW_MS 60000
#define BREAKER_OPEN_MS   30000
#define BREAKERS_MAX      256
#define KEY_REFUSED_MS    60000
#define KEY_PROOF_MS      1000 /* how long the first request of a process may hold up others */

/* What must not leave the machine. */
#define SECRET_KNOWN_MIN       12 /* bytes of a value that is looked for: less occurs by chance */
#define SECRET_KNOWN_COUNT_MAX 64 /* variables of one environment whose names say secret */
#define SECRET_KNOWN_NAME_SIZE 64
#define SECRET_PLACE_SIZE      240 /* where a find is, in a sentence */
#define REDACT_PASSES_MAX      8   /* secrets that hid behind each other: two were ever needed */

/* Files that are sent. */
#define MEDIA_HEAD_SIZE KIB(8) /* that say what a file is, as git does */
#define OTHERS_MAX      3      /* models that a refusal names */
#define MEDIA_BYTES_MAX MIB(5) /* of one call: as base64 they are a third more in its body */

/* What media are reckoned at before their cost is known, in tokens: the most that a vendor says of
 * an image or a page, and of a byte of sound or film at the lowest bit rates in use. */
#define IMAGE_TOKENS_MAX    6000
#define PDF_PAGE_TOKENS     5000 /* its text, and its picture */
#define PDF_BYTES_A_TOKEN   2    /* where its pages cannot be counted */
#define AUDIO_BYTES_A_TOKEN 10
#define VIDEO_BYTES_A_TOKEN 20

/* Time. */
#define CONNECT_MS         10000 /* TCP and TLS */
#define HEADERS_MS         60000
#define TRANSPORT_IDLE_MS  60000 /* no byte at all, keep-alive comments count */
#define FIRST_CONTENT_MS   180000
#define FIRST_REASONING_MS 480000 /* the same for models that think first */
#define STALL_MS           90000  /* content had begun, then no more of it */
#define STALL_REASONING_MS 300000
#define CHAT_TAIL_MS       10000 /* the answer is finished; its usage and [DONE] may still come */
#define CHAT_CLOSE_MS      250   /* [DONE] came; the end of the body keeps the connection warm */
#define CALL_DEFAULT_S     600
#define CALL_MAX_S         3600
#define QUEUE_MS           60000 /* waiting for a free upstream connection */
#define GET_MS             15000 /* catalogue, key, endpoints */
#define STATEMENT_WAIT_MS  4000  /* key and account, beside sums of our own */
#define CONNECTION_IDLE_S  390   /* the far side closes after 400 s */
#define DNS_CACHE_S        600
#define PROGRESS_MIN_MS    500  /* at most two notifications a second ... */
#define PROGRESS_MAX_MS    5000 /* ... and one at least every five */
#define CATALOGUE_FRESH_S  3600
#define FEED_RETRY_MS      30000 /* after a refresh that failed; what is there is served */
#define PREFETCH_MS        100   /* of the list of models, after the first answer */
#define FORGET_MS          10000 /* of old rows, when the first questions are behind us */
#define PARENT_CHECK_MS    2000
#define DRAIN_MS           100 /* to write what is queued, once told to end */

/* What the commands print. */
#define MANUAL_TEXT_MAX  KIB(256) /* the page of the manual, or a script: ours, about 30 KiB */
#define FINDINGS_MAX     256      /* 64 roles, 64 aliases, and each subject has a few */
#define FINDING_TEXT_MAX KIB(2)
#define DOCTOR_WAIT_MS   200   /* for OpenRouter: a look at oneself should not make anybody wait */
#define DOCTOR_ONLINE_MS 10000 /* with --online */
#define DOCTOR_READ_MAX  MIB(16) /* a ledger up to it is read whole: measured 3 ms for a MiB */
#define DOCTOR_LOCK_MS   50      /* for other processes at the ledger */

/* A key that is asked for in the browser. */
#define LOGIN_WAIT_S        600     /* as long as a code is good */
#define LANDING_CALLERS_MAX 8       /* browsers open more connections than they use */
#define LANDING_HEAD_MAX    KIB(16) /* with the cookies of whatever else runs on localhost */
#define LANDING_MS          10000   /* for one request to be whole */
#define CODE_MAX            512     /* of what is redeemed for a key; more than was ever seen */
#define REDEEM_BODY_MAX     KIB(16) /* a key, or why there is none */

/* What never leaves. */
#define RULES_FILE_MAX     KIB(256) /* an ignore file, or settings that hold deny rules */
#define RULES_MAX          10000    /* of one file */
#define RULE_BYTES_MAX     KIB(4)   /* of one rule: longer than any path */
#define RULE_SHOWN_MAX     100      /* bytes of one that a sentence repeats */
#define RULES_EFFORT_MAX   20000000 /* comparisons for one path: 0.1 s; beyond it, it is refused */
#define FOLDER_DEPTH_MAX   128      /* folders above a file, from the top of its repository */
#define REPO_GRANTS_MAX    64       /* folders of git that lie outside a root */
#define ALTERNATES_MAX     5        /* that borrow from others in turn: git's own limit */
#define SETTINGS_FILES_MAX 64       /* pieces of a company's settings for Claude Code */

/* Changes, and what is said of them. */
#define DIFF_SPEC_MAX         256      /* bytes of a range: two names of branches */
#define DIFF_FILES_MAX        1000     /* of one change that are listed; more are counted */
#define DIFF_TEXT_MAX         MIB(16)  /* both sides of all its files; a file has FILE_TEXT_MAX */
#define DIFF_DELTAS_MAX       1000000  /* files of one tree, or that differ between two: 100 MB */
#define DIFF_LINES_MAX        500000   /* of one file's hunks */
#define DIFF_SIDE_LINES_MAX   100000   /* of a side that is compared: 0.3 s at worst, measured */
#define DIFF_COUNT_MAX        MIB(4)   /* of a side of a file whose lines are only counted */
#define RENAMES_MAX           1000     /* files times files that are compared: as git does */
#define RENAME_BYTES_MAX      MIB(256) /* what is known of the texts that are compared */
#define REVISIONS_NEAR_MAX    3        /* names that a wrong one may have been meant for */
#define REVISIONS_LISTED_MAX  20000    /* branches and tags that are looked through for them */
#define PATCH_MAX             MIB(16)
#define GROW_LINES_MAX        200 /* of a function that is shown whole around a change */
#define GROW_CONTEXT          20  /* lines around a change whose function is longer, or not found */
#define GROW_TYPE_MAX         40  /* lines of a type that is shown whole around a changed member */
#define GROW_ABOVE            8   /* lines of a comment, of decorators above a function */
#define GROW_GAP_MAX          2   /* lines between two pieces: to say that they lack is longer */
#define GROW_FILE_MAX         4000 /* lines of a file that is shown whole */
#define HEADER_LINES_MAX      30   /* from the first line of a function to where its body begins */
#define INDENT_MAX            250  /* columns: what is deeper counts as that */
#define CUT_BYTES_MAX         KIB(128) /* of one hunk, 3,000 lines; larger ones are cut in pieces */
#define VIEW_CHUNK_MIN        KIB(4)   /* less than one function is no view */
#define VIEW_LINE_MAX         KIB(2) /* of a line: longer ones are made by programs, and are cut */
#define FINDINGS_RAW_MAX      100    /* of one answer: who has more has listed, and not reviewed */
#define FINDINGS_KEPT_MAX     2000   /* of one review, dropped ones with them */
#define FINDING_NAME_MAX      64     /* bytes of a severity, a category: "High severity (P1)" */
#define FINDING_WORDS_MAX     KIB(4) /* bytes of a title, a reason, a fix */
#define QUOTED_CODE_MAX       KIB(8)
#define QUOTE_NEAR            50       /* lines: reviewers were measured to be off by less */
#define MERGE_NEAR            3        /* lines between two findings that may mean the same */
#define REVIEW_PARTS_MAX      12       /* requests of one reviewer, all at once */
#define REVIEW_PART_MAX       KIB(192) /* of code in one: longer ones are read worse */
#define RULE_CLAIM_MIN        12       /* letters and digits of a quoted rule: fewer say nothing */
#define REVIEW_FINDINGS_SHOWN 30       /* unless max_findings says another number */
#define REVIEW_FINDING_TEXT   600      /* characters of one finding in the answer */
#define REVIEW_REPORT_MAX     MIB(8)   /* of the JSON form, every wording in it */
#define REVIEWS_SUMMED_MAX    2000     /* that show_usage looks at for outcomes */
#define OUTCOME_TEXT_MAX      KIB(512) /* what is said of one review: a line for each finding */
#define OUTCOME_WORDS_MAX     300      /* bytes of one thing that was missed */
#define QUOTE_PIECES_MAX      16       /* of a quote, between ellipses */
#define QUOTE_SPOTS_MAX       10000    /* places of one piece: more say nothing */
#define YIELD_ROWS_MAX        200      /* models of all reviews that are summed; more are one row */

/* Settings and names. */
#define CONFIG_MAX      KIB(256)
#define KEY_MAX         512
#define KEYSTORE_MAX    KIB(4) /* a line with an address, a line with a sealed key */
#define MODEL_NAME_MAX  128
#define ROLE_NAME_MAX   32  /* of a role or an alias */
#define ROLES_MAX       64  /* the shipped ones and the user's 32 */
#define ALIAS_DEPTH_MAX 4   /* aliases of aliases */
#define PATTERNS_MAX    256 /* allow and deny entries */
#define PATH_BYTES_MAX  4096

/* Files of other programs that a command changes a few lines of. */
#define SETTINGS_FILE_MAX MIB(16) /* Claude Code keeps its history in its own: a few MB */
#define JSONC_DEPTH_MAX   128
#define TOML_DEPTH_MAX    64
#define TOML_PIECES_MAX   16 /* a table and those below it */

/* Schemas: ours are flat; this bounds those of others, and what a check may cost. */
#define SCHEMA_DEPTH_MAX     64     /* schemas within schemas */
#define SCHEMA_NODES_MAX     100000 /* schemas in all; one takes up to 600 bytes */
#define SCHEMA_PATTERN_MAX   KIB(4)
#define SCHEMA_PATTERNS_MAX  1000 /* compiled ones take up to 64 KiB each */
#define SCHEMA_URI_MAX       KIB(2)
#define SCHEMA_RESOURCES_MAX 1000     /* each has a URI of its own */
#define SCHEMA_STEPS_MAX     10000000 /* of one check, or of compiling: about 0.2 s */
#define SCHEMA_VISITS_MAX    1000     /* schemas that wait for one below them, on the stack */
#define UNIQUE_ITEMS_MAX     1000     /* what a corrected call keeps: compared pair by pair */
