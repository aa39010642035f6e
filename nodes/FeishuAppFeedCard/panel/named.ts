import type { Names } from '../card/fields';

/** What the table of fields calls a parameter. */
export const named = ({ label, name }: Pick<Names, 'label' | 'name'>) => ({
	displayName: label,
	name,
});
