import { NodeConnectionTypes } from 'n8n-workflow';

/**
 * Refuses an n8n that is too old, with an error that says so: n8n shows it to whoever installs the package,
 * and logs it if the package is there already. Without it, what is missing there would come out as a
 * TypeError, of which n8n says "Class could not be found" (loadClass in n8n-core).
 *
 * Of all that the package needs from n8n, NodeConnectionTypes came last, with n8n 1.85; n8n's lint allows
 * nothing else in its place.
 *
 * @throws Error
 */
export function refuseOldN8n(): void {
	if (NodeConnectionTypes !== undefined) return;
	throw new Error(
		'n8n-nodes-feishu-app-feed-card needs n8n 1.85 or newer. Update n8n, then install the package again.',
	);
}
