/** The cards of a measurement: so many, from one of them on. */
export const cardsOf = (count: number, first = 0) =>
	Array.from({ length: count }, (_, n) => ({
		biz_id: `order-${first + n}`,
		user_id: `ou_${(first + n) % 977}`,
	}));

/** Cards of as many people. */
export const cardsForPeople = (count: number) =>
	cardsOf(count).map((card, n) => ({ ...card, user_id: `ou_${n}` }));

export const emailOf = (openId: string) => `${openId}@example.com`;
