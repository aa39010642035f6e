import { playTogether } from './play';

playTogether('faults', 'sdk');
