import { playTogether } from './play';

playTogether('feishu', 'stability');
