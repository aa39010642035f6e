import type { Mutation } from '../mutation';
import { credentialMutations } from './credential';

/** Every change that is tried. */
export const mutations: Mutation[] = [...credentialMutations];
