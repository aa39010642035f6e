// Before any file loads n8n's logger: secrets.test.ts reads what it says.
import '../engine/logEverything';

import { playTogether } from './play';

playTogether('engine', 'live');
