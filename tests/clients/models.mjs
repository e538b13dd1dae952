// models - how the stand-in's models behave in these tests.

export const PLAIN = "openai/gpt-76-nano"; // answers at once, as they all do without a script
export const PACED = "openai/gpt-77-nano";
export const SLOW = "google/gemini-31-flash-lite";
export const REFUSING = "google/gemini-31-flash";
export const STALLING = "google/gemini-30.5-flash";
export const LONG = "google/gemini-30-flash";
export const THINKING = "openai/gpt-77-mini";

export const PACED_MS = 2000;
export const SLOW_MS = 700;

export const script = {
    [PACED]: { tokens: 40, token_ms: PACED_MS / 40 },
    [SLOW]: { first_ms: SLOW_MS, tokens: 5 },
    [REFUSING]: { error: "rate" },
    [STALLING]: { tokens: 10, stall_at: 3 },
    [LONG]: { tokens: 3000, token_bytes: 400 },
};
