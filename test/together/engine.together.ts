import { playTogether } from './play';

playTogether('engine', 'live');
