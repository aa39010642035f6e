/** Permission for one request; times are in `clock.elapsed()`, in milliseconds. */
export interface Reservation {
	/** When the request was sent. Whoever sends it may move this on, if it had to wait for something first. */
	startedAt: number;
	/** Set if the server refused the request as too fast: until then the reservation counts. */
	refusedUntil?: number;
	/** From sending to the answer, once that is there. */
	roundTripMs?: number;
}
