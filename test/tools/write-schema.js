// Writes schema.graphql from the code: `npm run schema`.
import { writeFileSync } from 'node:fs';
import { printApi } from '../../dist/server/api/graphql/schema.js';

writeFileSync(new URL('../../schema.graphql', import.meta.url), await printApi());
