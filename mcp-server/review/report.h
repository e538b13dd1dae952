/* report - a review, written: as the client's model reads it, and whole, as JSON.
 *
 * The JSON form is what is kept, what `_meta` has, what score_review and show_usage read, and what
 * SARIF is made of:
 *
 *   {"review_id": "r_...", "time_s": 1, "project": "/p",
 *    "target": {"what", "told", "base", "head", "repository", "files", "hunks", "added", "removed",
 *               "not_sent": [{"path", "rule", "why"}]},
 *    "seed": "9f3c...", "prompts": {"reviewer": "sha256", "refuter": "sha256"},
 *    "reviewers": [{"model", "vendor", "provider", "generation_ids": [], "status": "ok" | "partial"
 * | "failed", "error", "requests", "raw", "kept", "quote_missing", "broken", "tokens": {"in",
 * "out", "reasoning", "cached"}, "cost_usd", "cost_nano", "cost_is_bound", "is_cached", "ms"}],
 *    "findings": [{"id", "severity", "category", "title", "file", "side": "RIGHT" | "LEFT", "line",
 *                  "end_line", "line_reported", "quote", "quote_status", "why", "fix",
 * "confidence", "rule", "found_by": [models], "vendors", "reviewers_ok", "verdict", "verified_by",
 *                  "verdict_reason", "anchor": {"path", "subject_type": "LINE" | "FILE", "side",
 *                  "line", "start_line"}, "wordings": [{"model", "severity", "category", "title",
 *                  "why", "fix", "line", "confidence"}]}],
 *    "demoted": [same], "below": [same],
 *    "dropped": [{"reason": "quote_missing", "model", "title", "file", "line", "quote", "why"}],
 *    "coverage": {"files_reviewed", "files_skipped": ["big.json: ..."], "reviewers_failed": []},
 *    "cost": {"total_usd", "total_nano", "verify_usd", "verify_nano", "estimated_usd", "cap_usd"}}
 *
 * Members without a value are null ("fix", "rule", "verdict", "line" of a file's finding, ...). All
 * that models wrote is inert in it.
 */
#pragma once
