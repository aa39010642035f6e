/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console -- this runs in tests, never inside n8n */
/**
 * `npm run simulate` tries the shipped pace with one to eight processes in virtual time: does it keep the
 * bounds, and what is each of its constants worth? `npm run simulate -- --quick` leaves the second out.
 */
import { ablationTable, simulationTable } from './tables';

async function main(quick: boolean): Promise<void> {
	console.log(await simulationTable());
	if (!quick) console.log(`\n${await ablationTable()}`);
}

void main(process.argv.includes('--quick'));
