/** The cards of a measurement: so many, from one of them on. */
export const cardsOf = (count: number, first = 0) =>
	Array.from({ length: count }, (_, n) => ({
		biz_id: `order-${first + n}`,
		user_id: `ou_${(first + n) % 977}`,
	}));
