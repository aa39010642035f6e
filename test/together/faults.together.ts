// The second to begin: where jest knows no times yet, the largest of these files is played first.
import { playTogether } from './play';

playTogether('faults', 'sdk');
