/** For every test file: no stand-in outlives it. */
import { FeishuStandIn } from './standIn';

afterAll(FeishuStandIn.stopAll);
