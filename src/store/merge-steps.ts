/** The steps by which the later of two states is told, under the policy of the base. */
import { isLegal } from '../domain/lifecycle.ts';
import type { Policy } from '../domain/policy.ts';
import type { Steps } from './merge-field.ts';

export const stepsUnder = (_policy: Policy): Steps => isLegal;
