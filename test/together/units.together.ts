import { playTogether } from './play';

playTogether('units');
