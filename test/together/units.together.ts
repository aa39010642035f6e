import { playTogether } from './play';

playTogether('units', 'feishu', 'stability');
