// Before any file loads n8n's logger: secrets.test.ts reads what it says.
import '../engine/logEverything';

import { playTogether } from './play';

// The first to begin, as it takes longest.
playTogether('engine', 'live');
