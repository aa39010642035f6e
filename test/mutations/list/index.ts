import type { Mutation } from '../mutation';
import { credentialMutations } from './credential';
import { triggerMutations } from './trigger';

/** Every change that is tried. */
export const mutations: Mutation[] = [...credentialMutations, ...triggerMutations];
