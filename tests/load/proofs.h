/* proofs - what is promised of the server under load, and how each promise is shown.
 *
 * Each runs in a scene of its own, says in its figures what it measured, and answers 0, or -1 with
 * the scene's err set, or PROOF_SKIPPED with the reason as its figures.
 */
#pragma once

#include "tests/load/scene.h"

#define PROOF_SKIPPED 1

int crowd_of_two(struct scene *scene);
int crowd_of_64(struct scene *scene);
int crowd_of_330(struct scene *scene);

int cancel_before_headers(struct scene *scene);
int cancel_before_tokens(struct scene *scene);
int cancel_while_tokens_flow(struct scene *scene);
int cancel_in_the_queue(struct scene *scene);
int cancel_a_panel(struct scene *scene);

int end_by_end_of_input(struct scene *scene);
int end_by_signals(struct scene *scene);
int end_by_closed_output(struct scene *scene);
int end_when_idle(struct scene *scene);

int deadline_keeps_text(struct scene *scene);

int trust_by_variable(struct scene *scene);
int trust_by_setting(struct scene *scene);
int trust_not_an_unknown_authority(struct scene *scene);
int trust_not_another_authority(struct scene *scene);
int trust_not_another_name(struct scene *scene);

int warm_first_ask(struct scene *scene);
int warm_goodbye(struct scene *scene);

int kept_cut_on_the_way(struct scene *scene);
int kept_reset_at_the_far_end(struct scene *scene);

int canary_is_nowhere(struct scene *scene);

/* In a process whose network has nothing but this machine. */
int alone_on_the_network(struct scene *scene);
