/** A part of a multipart/form-data body. */
export interface Part {
	name: string;
	filename?: string;
	contentType?: string;
	bytes: Buffer;
}

/** The parts of a body; undefined where it is not of this form (RFC 7578, RFC 2046). */
export function partsOf(contentType: string, body: Buffer): Part[] | undefined {
	const boundary = /^multipart\/form-data; ?boundary="?([^";]{1,70})"?$/i.exec(contentType)?.[1];
	if (boundary === undefined) return undefined;
	const delimiter = Buffer.from(`\r\n--${boundary}`);
	const whole = Buffer.concat([Buffer.from('\r\n'), body]);
	const places: number[] = [];
	for (let at = whole.indexOf(delimiter); at >= 0; at = whole.indexOf(delimiter, at + 1)) {
		places.push(at);
	}
	const end = whole.subarray(places[places.length - 1] + delimiter.length).toString('latin1');
	if (places.length < 2 || places[0] !== 0 || !/^--(\r\n)?$/.test(end)) return undefined;

	const parts: Part[] = [];
	for (let index = 0; index < places.length - 1; index++) {
		const part = whole.subarray(places[index] + delimiter.length, places[index + 1]);
		const headEnd = part.indexOf('\r\n\r\n');
		if (headEnd < 0 || part.subarray(0, 2).toString() !== '\r\n') return undefined;
		const head = part.subarray(2, headEnd).toString('utf8');
		const name = /^content-disposition: form-data; name="([^"]*)"/im.exec(head)?.[1];
		if (name === undefined) return undefined;
		parts.push({
			name,
			filename: /; filename="([^"]*)"/i.exec(head)?.[1],
			contentType: /^content-type: (.+)$/im.exec(head)?.[1],
			bytes: part.subarray(headEnd + 4),
		});
	}
	return parts;
}
