import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import { asBoolean, isBlank } from '../../shared/values';
import { USER_ID_TYPES, type UserIdType } from '../card/card';

/** How requests are sent. */
export interface RequestOptions {
	/** More than 0. */
	requestsPerSecond: number;
	/** A whole number from 0. */
	maxRetries: number;
	/** In milliseconds, from 1. */
	timeout: number;
}

/** @throws NodeOperationError naming the parameter that has no such choice */
export function readUserIdType(context: IExecuteFunctions): UserIdType {
	return readChoice(context, 'userIdType', 'User ID Type', USER_ID_TYPES);
}

/**
 * Whether an option that is a switch is on; where its expression finds nothing it is off.
 *
 * @throws NodeOperationError where it is neither on nor off: a dry run must not become a real one
 */
export function readSwitch(context: IExecuteFunctions, name: string): boolean {
	const value = optionsOf(context)[name];
	const isOn = isBlank(value) ? false : asBoolean(value);
	if (isOn !== undefined) return isOn;
	const label = name.replace(/[A-Z]/g, ' $&').replace(/^./, (letter) => letter.toUpperCase());
	throw new NodeOperationError(context.getNode(), `${label} must be true or false`);
}

/** @throws NodeOperationError naming the option that is out of range */
export function readRequestOptions(context: IExecuteFunctions): RequestOptions {
	const options = optionsOf(context);
	const read = (
		name: 'requestsPerSecond' | 'maxRetries' | 'timeout',
		label: string,
		preset: number,
		range: string,
		fits: (value: number) => boolean,
	) => {
		const given = options[name] ?? preset;
		// An expression may give a number as text.
		const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
		if (typeof value === 'number' && fits(value)) return value;
		throw new NodeOperationError(context.getNode(), `${label} must be ${range}`, {
			description: 'Change it under Options in the node.',
		});
	};
	return {
		requestsPerSecond: read(
			'requestsPerSecond',
			'Requests per Second',
			10,
			'a number above 0',
			(value) => Number.isFinite(value) && value > 0,
		),
		maxRetries: read(
			'maxRetries',
			'Max Retries',
			5,
			'a whole number from 0',
			(value) => Number.isInteger(value) && value >= 0,
		),
		timeout: read(
			'timeout',
			'Timeout',
			30_000,
			'a whole number of milliseconds from 1',
			// Timers count in 32 bits.
			(value) => Number.isInteger(value) && value >= 1 && value < 2 ** 31,
		),
	};
}

function optionsOf(context: IExecuteFunctions): IDataObject {
	return context.getNodeParameter('options', 0, {}) as IDataObject;
}

/** @throws NodeOperationError naming the parameter that has no such choice */
export function readChoice<T extends string>(
	context: IExecuteFunctions,
	name: string,
	label: string,
	choices: readonly T[],
): T {
	const value = context.getNodeParameter(name, 0);
	const choice = choices.find((known) => known === value);
	if (choice !== undefined) return choice;
	throw new NodeOperationError(
		context.getNode(),
		`${label} must be one of: ${choices.join(', ')}`,
		{ description: `Choose one in the node's ${label} field.` },
	);
}
