import { PatientClient } from '../../nodes/FeishuAppFeedCard/sending/patience';
import { PERMISSIONS } from '../../nodes/FeishuAppFeedCard/card/permissions';
import type { FeishuClient } from '../../nodes/shared/client';

test('once the run is over nothing joins a limiter any more: nobody would leave it', async () => {
	const rateLimitKey = jest.fn(() => 'key');
	const client = { rateLimitKey } as unknown as FeishuClient;
	const signal = AbortSignal.abort(new Error('over'));
	const patient = new PatientClient({ client, maxRetries: 5, timeout: 30_000, signal });
	const request = patient.request({ method: 'GET', path: '/', needs: PERMISSIONS.email });
	await expect(request).rejects.toThrow('over');
	expect(rateLimitKey).not.toHaveBeenCalled();
});
