// known - what does not pass, and why. A failure that is not listed fails, and so does a row whose
// scenario passes, or whose checks are not exactly those that fail.

const TASKS = [
    "tasks-capability-negotiation",
    "tasks-dispatch-and-envelope",
    "tasks-lifecycle",
    "tasks-mrtr-composition",
    "tasks-mrtr-input",
    "tasks-request-headers",
    "tasks-request-state-removal",
    "tasks-required-task-error",
    "tasks-status-notifications",
    "tasks-wire-fields",
];

export const known = [
    {
        runs: ["fixture 2026-07-28"],
        scenarios: TASKS,
        reason: "tasks are an extension, which this library declines",
    },
    {
        runs: ["fixture 2026-07-28"],
        scenarios: ["http-custom-header-server-validation"],
        reason: "x-mcp-header concerns HTTP alone, and no tool of a stdio server has it",
    },
    {
        runs: ["fixture 2025-11-25"],
        scenarios: ["server-sse-polling"],
        reason: "resuming an event stream concerns HTTP alone",
    },
    {
        runs: ["product 2026-07-28"],
        scenarios: ["server-stateless"],
        checks: [
            "sep-2575-server-rejects-undeclared-capability",
            "sep-2575-missing-capability-http-400",
            "sep-2575-http-server-no-independent-requests-on-stream",
            "sep-2575-server-no-log-without-loglevel",
        ],
        reason: "these need the tools of a fixture",
    },
];
