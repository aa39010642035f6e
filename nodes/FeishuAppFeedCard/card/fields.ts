/** What an update does beside changing fields: shows the present time, sorts the card as new, notifies. */
export const REFRESH_TIME = '101';
export const MOVE_TO_TOP = '102';
export const NOTIFY = '103';
