import { CONTACT_CODES, MEANINGS, type CodeMeaning } from '../../nodes/shared/errorCodes';
import { asWritten, CODE_WORDS, chinese, type Language, type Rows } from './words';

/** The kinds in the order of the table. */
const KINDS = ['fatal', 'tokenRefused', 'rateLimited', 'unavailable', 'refused'];

/**
 * Feishu's codes with what the node says and advises.
 *
 * @param ofCards those that concern single cards; else those that stop the node
 */
export function codes(language: Language, ofCards: boolean): Rows {
	const head = {
		english: ['the node says', "Feishu's codes", 'do this'],
		chinese: ['节点的提示', '飞书错误码', '处理办法'],
	};
	const groups = new Map<string, { meaning: CodeMeaning; codes: number[] }>();
	const others = [...CONTACT_CODES].map(([code, as]) => [code, MEANINGS.get(as)!] as const);
	for (const [code, meaning] of [...MEANINGS, ...others]) {
		const key = JSON.stringify([meaning.summary, meaning.advice]);
		const group = groups.get(key) ?? { meaning, codes: [] };
		group.codes.push(code);
		groups.set(key, group);
	}
	const rows = [...groups.values()]
		.filter(({ meaning }) => (meaning.kind === 'refused') === ofCards)
		.sort((one, other) => KINDS.indexOf(one.meaning.kind) - KINDS.indexOf(other.meaning.kind))
		.map((group) => [
			saysOf(group.meaning, language),
			group.codes.join(', '),
			adviceOf(group.meaning, language),
		]);
	return [head[language], ...rows];
}

function saysOf({ summary }: CodeMeaning, language: Language): string {
	if (language === 'english') return summary;
	const inEnglish = summary.replace(/ \([^)]*\p{Script=Han}[^)]*\)$/u, '');
	return `${inEnglish}（${chinese(CODE_WORDS, summary)[0]}）`;
}

function adviceOf({ summary, advice }: CodeMeaning, language: Language): string {
	return language === 'english' ? asWritten(advice) : chinese(CODE_WORDS, summary)[1];
}
