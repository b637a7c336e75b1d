// Loaded before the program: what Node makes of the TypeScript is kept for the next start, which takes half the time then.
// This is JavaScript, so that not even this has to be turned into it. Where the folder can't be written, all is as without.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, '..', 'var', 'compiled'));
