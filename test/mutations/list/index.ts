import type { Mutation } from '../mutation';
import { cardMutations } from './cards';
import { connectionMutations } from './connection';
import { credentialMutations } from './credential';
import { operationMutations } from './operations';
import { peopleMutations } from './people';
import { sendingMutations } from './sending';
import { sharedMutations } from './shared';
import { triggerMutations } from './trigger';

/** Every change that is tried. */
export const mutations: Mutation[] = [
	...credentialMutations,
	...sharedMutations,
	...cardMutations,
	...operationMutations,
	...peopleMutations,
	...sendingMutations,
	...triggerMutations,
	...connectionMutations,
];
