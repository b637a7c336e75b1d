// Loaded before the program: what Node makes of the TypeScript is kept for the next start, which takes two thirds of the time.
// It is JavaScript, so that Node has nothing to do before it. Where the folder can't be written, nothing is kept.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, '..', 'var', 'compiled'));
